using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>
/// Tests that calls of stand-in functions are recorded, and that an object is reported as not verified if a stand-in function may decide
/// the access to the object.
/// </summary>
public sealed class StandInStories
{
    private IsolationReport _report = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await using var database = await Laboratory.MigratedAsync(
            [
                Migration.Create(
                    "29990101000000_notes.sql",
                    """
                    create extension http with schema extensions;
                    create extension pg_net with schema extensions;
                    create schema private;
                    grant usage on schema private to authenticated;
                    create function private.is_open(word text) returns boolean language sql as
                      $$ select (extensions.http_get('https://example.com/' || word)).status = 200 $$;
                    create function public.tell() returns trigger language plpgsql security definer set search_path = '' as
                      $$ begin perform net.http_post('https://example.com', '{}'::jsonb); return null; end $$;
                    create function public.weather() returns int language sql stable as
                      $$ select 1 where private.is_open('weather') $$;
                    create function public.number() returns int language sql stable as 'select 1';
                    create table public.letters (id uuid primary key default gen_random_uuid(), user_id uuid not null
                      references auth.users (id), word text);
                    create table public.drafts (id uuid primary key default gen_random_uuid(), user_id uuid not null
                      references auth.users (id), word text);
                    alter table public.letters enable row level security;
                    alter table public.drafts enable row level security;
                    grant select on public.letters, public.drafts to authenticated;
                    create policy own on public.letters for select to authenticated using (user_id = (select auth.uid())
                      or private.is_open(word));
                    create policy own on public.drafts for select to authenticated using (user_id = (select auth.uid()));
                    create trigger tell after insert on public.drafts for each row execute function public.tell();
                    create trigger hook after update on public.letters for each row
                      execute function supabase_functions.http_request('https://example.com', 'POST', '{}', '{}', '1000');
                    """
                ),
            ],
            GrantBaseline.Explicit
        );
        await using var connection = await database.Connections.OpenConnectionAsync();
        _report = await IsolationRun.RunAsync(
            database,
            await Discovery.ReadAsync(connection, null),
            await DatabaseSchema.ReadAsync(connection),
            seed: 7
        );
    }

    [Test]
    public void A_table_whose_policy_calls_another_server_is_not_verified()
    {
        var letters = _report.Tables.Single(t => t.Table.Name.Name == "letters");
        Assert.That(
            (letters.State, letters.Reason),
            Is.EqualTo((TableState.NotVerified, "its policy \"own\" calls extensions.http_get, which a stand-in replaces"))
        );
    }

    [Test]
    public void A_table_whose_trigger_only_notifies_another_server_is_verified() =>
        Assert.That(_report.Tables.Single(t => t.Table.Name.Name == "drafts").State, Is.EqualTo(TableState.IsolationVerified));

    [Test]
    public void A_function_that_calls_another_server_through_a_second_function_is_not_verified() =>
        Assert.Multiple(() =>
        {
            Assert.That(
                _report.Reached.Single(r => r.Object == "public.weather()").Reason,
                Is.EqualTo("it calls extensions.http_get, which a stand-in replaces")
            );
            Assert.That(_report.Reached.Single(r => r.Object == "public.number()").Reason, Is.Empty);
        });

    [Test]
    public void Each_call_out_of_the_database_is_recorded() =>
        Assert.That(
            _report.StandInCalls.Select(c => c.ToString()),
            Is.EquivalentTo(
                (string[])
                    [
                        "function private.is_open(text) calls extensions.http_get",
                        "function public.weather() calls extensions.http_get",
                        "function public.tell() calls net.http_post",
                        "policy \"own\" of public.letters calls extensions.http_get",
                        "trigger \"tell\" of public.drafts calls net.http_post",
                        "trigger \"hook\" of public.letters calls supabase_functions.http_request",
                    ]
            )
        );
}
