using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tests.Isolation;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>
/// Tests that the function which PostgREST's setting <c>db-pre-request</c> names is called before each attempt, as the caller, in the
/// attempt's own transaction.
/// </summary>
public sealed class PreRequests
{
    private static readonly Guid s_ann = new("00000000-0000-4000-8000-00000000000a");
    private static readonly Statement s_look = new("select id from public.notes") { Result = ResultKind.Ids, Targets = ["notes"] };

    private static readonly Caller s_annsOldClient = Caller.SignedIn("Ann", s_ann) with { Headers = """{"x-client": "old"}""" };

    private static readonly Statement s_count = s_look with { Sql = "select count(*) from public.notes", Result = ResultKind.Count };

    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task MakeAsync() =>
        _database = await Laboratory.MigratedAsync(
            [
                .. Laboratory.Own.Migrations,
                Migration.Create(
                    "29990101000000_notes.sql",
                    $$"""
                    create function public.check_request() returns void language plpgsql as $$
                    begin
                      if current_setting('request.headers', true)::json ->> 'x-client' = 'old' then
                        raise exception 'please update' using errcode = 'PT426';
                      end if;
                      perform set_config('app.caller', current_user || ' ' || coalesce(auth.uid()::text, ''), true);
                    end
                    $$;
                    alter role authenticator set pgrst.db_pre_request = 'public.check_request';
                    create table public.notes (id int primary key, owner uuid);
                    alter table public.notes enable row level security;
                    grant select on public.notes to anon, authenticated;
                    create policy own on public.notes for select using (current_setting('app.caller', true) = 'authenticated ' || owner);
                    insert into public.notes values (1, '{{s_ann}}'), (2, gen_random_uuid());
                    """
                ),
            ],
            GrantBaseline.Explicit
        );

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [Test]
    public async Task Policies_see_what_the_pre_request_function_sets()
    {
        var trial = await TryAsync(Caller.SignedIn("Ann", s_ann));
        Assert.That(trial.Seen, Is.EqualTo(["(1)"]));
    }

    [Test]
    public async Task An_error_of_the_pre_request_function_refuses_the_request()
    {
        var trial = await TryAsync(s_annsOldClient);
        Assert.That(trial.Outcome, Is.EqualTo(Refused));
        Assert.That(trial.Outcome.IsDenial, Is.True);
        Assert.That(trial.Seen, Is.Empty);
    }

    [Test]
    public async Task The_pre_request_function_is_called_before_a_request_in_its_own_transaction()
    {
        var ann = await RlsSession.TryAsync(_database, Caller.SignedIn("Ann", s_ann), s_count);
        var old = await RlsSession.TryAsync(_database, s_annsOldClient, s_count);
        Assert.That((ann.Outcome, old.Outcome), Is.EqualTo((new Outcome(OutcomeKind.Allowed, 1), Refused)));
    }

    [Test]
    public async Task The_pre_request_function_is_called_before_a_copy()
    {
        var copy = new Statement("copy (select id from public.notes) to stdout") { Result = ResultKind.CopyOut, Targets = ["notes"] };
        var outcomes = new List<Outcome>();
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new CopyAttempts(connection, new TableName("public", "notes")).TryAllAsync(
            [(s_annsOldClient, copy, a => outcomes.Add(a.Outcome)), (Caller.SignedIn("Ann", s_ann), copy, a => outcomes.Add(a.Outcome))],
            CancellationToken.None
        );
        Assert.That(outcomes, Is.EqualTo([Refused, new Outcome(OutcomeKind.Allowed, 1)]));
    }

    [TestCase("false", true, TestName = "A_users_id_that_the_pre_request_function_keeps_for_the_session_leaks_to_the_next_caller")]
    [TestCase("true", false, TestName = "A_users_id_that_the_pre_request_function_keeps_for_the_transaction_leaks_nothing")]
    public async Task Kept_by_pre_request(string isLocal, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.keep_caller() returns void language plpgsql set search_path = '' as $$ begin
              if coalesce(current_setting('app.caller', true), '') = '' then
                perform set_config('app.caller', coalesce(auth.uid()::text, ''), {isLocal});
              end if;
            end $$;
            grant usage on schema private to anon, authenticated, service_role;
            grant execute on function private.keep_caller() to anon, authenticated, service_role;
            alter role authenticator set pgrst.db_pre_request = 'private.keep_caller';
            create function private.may_read(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.team_members m
                where m.team_id = team and m.user_id = nullif(current_setting('app.caller', true), '')::uuid) $$;
            alter policy papers_read on papers using (private.may_read(team_id));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("pooled-connection public.papers") : Is.Empty);
    }

    private static Outcome Refused => new(OutcomeKind.RefusedByPreRequest, SqlState: "PT426", Message: "please update");

    private async Task<Trial> TryAsync(Caller caller)
    {
        await using var session = await WatchedSession.OpenAsync(_database, []);
        return (await session.TryAllAsync([(caller, s_look)]))[0];
    }
}
