using System.Reflection;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Verification.Tests.UsageEvents.Bypass;

/// <summary>Tests that each probe reports its attack if the migrations allow the attack, and not if a migration prevents it.</summary>
public sealed class ProbeStories
{
    private const string Mine = "org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))";
    private static readonly string[] s_byDesign =
    [
        "own_claims",
        "held_cursor",
        "self_reported_tokens",
        "trail_goes_with_organization",
        "user_cannot_be_erased",
    ];

    [Test]
    public async Task On_the_projects_own_migrations_only_the_attacks_that_succeed_by_design_are_found() =>
        Assert.That(await FoundAsync("select 1"), Is.EquivalentTo(s_byDesign));

    [TestCase("owner_not_forced", "alter table public.usage_events no force row level security")]
    [TestCase("row_security_off", "alter table public.usage_events disable row level security")]
    [TestCase("held_statement", "alter table public.usage_events disable row level security")]
    [TestCase("leaky_filter", "alter table public.usage_events disable row level security")]
    [TestCase(
        "forged_claims",
        "create policy p on public.usage_events for select to authenticated "
            + "using (exists (select from jsonb_array_elements_text((select auth.jwt()) -> 'user_metadata' -> 'tenants_of_mine') "
            + "as t (id) where t.id = org_id::text))"
    )]
    [TestCase(
        "forged_headers",
        "create policy p on public.usage_events for select to authenticated "
            + "using (current_setting('request.headers', true)::json ->> 'x-desk-of-theirs' = org_id::text)"
    )]
    [TestCase(
        "self_admission",
        "grant insert on public.org_members to authenticated; create policy p on public.org_members for "
            + "insert to authenticated with check (user_id = (select auth.uid()))"
    )]
    [TestCase(
        "self_admission",
        "grant update on public.usage_events to authenticated; create policy p on public.usage_events for "
            + "update to authenticated using (true) with check ("
            + Mine
            + ")"
    )]
    [TestCase(
        "shadowed_names",
        "create function public.mine() returns setof uuid "
            + "language plpgsql stable as 'begin return query select m.org_id from org_members m where m.user_id = auth.uid(); end'; "
            + "alter policy \"Members can view their organizations' usage\" on public.usage_events "
            + "using (org_id in (select public.mine()))"
    )]
    [TestCase("trigger_spy", "grant trigger on public.usage_events to authenticated")]
    [TestCase("reference_oracle", "grant references (id) on public.usage_events to authenticated")]
    [TestCase(
        "published_rows",
        "alter publication supabase_realtime add table public.usage_events; alter table public.usage_events disable row level security"
    )]
    [TestCase(
        "published_rows",
        "alter publication supabase_realtime add table public.usage_events; "
            + "create policy p on public.usage_events for select to authenticated using (true)"
    )]
    [TestCase("published_deletions", "alter publication supabase_realtime add table public.usage_events")]
    [TestCase(
        "published_old_rows",
        "alter publication supabase_realtime add table public.usage_events; alter table public.usage_events replica identity full"
    )]
    [TestCase("next_table", "alter default privileges in schema public grant select on tables to authenticated")]
    public async Task An_attack_that_a_migration_allows_is_found(string id, string sql) =>
        Assert.That(await FoundAsync(sql, id), Is.EqualTo([id]));

    [TestCase("published_rows", "alter publication supabase_realtime add table public.usage_events")]
    [TestCase(
        "published_deletions",
        "alter publication supabase_realtime set (publish = 'insert'); alter publication supabase_realtime add table public.usage_events"
    )]
    [TestCase("published_old_rows", "alter publication supabase_realtime add table public.usage_events")]
    [TestCase("own_claims", "drop policy \"Members can view their organizations' usage\" on public.usage_events")]
    [TestCase("held_cursor", "drop policy \"Members can view their organizations' usage\" on public.usage_events")]
    [TestCase(
        "self_reported_tokens",
        "revoke insert on public.usage_events from authenticated; "
            + "revoke insert (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata) on public.usage_events "
            + "from authenticated"
    )]
    [TestCase(
        "trail_goes_with_organization",
        "alter table public.usage_events drop constraint usage_events_org_id_fkey, add foreign key (org_id) "
            + "references public.organizations (id) on delete restrict"
    )]
    [TestCase(
        "user_cannot_be_erased",
        "alter table public.usage_events drop constraint usage_events_user_id_fkey, "
            + "add foreign key (user_id) references auth.users (id) on delete set null"
    )]
    public async Task An_attack_that_a_migration_prevents_is_not_found(string id, string sql) =>
        Assert.That(await FoundAsync(sql, id), Is.Empty);

    [TestCase("probe/next_table", "alter default privileges in schema public grant select on tables to authenticated")]
    [TestCase(
        "probe/forged_claims",
        "create policy p on public.usage_events for select to authenticated "
            + "using (exists (select from jsonb_array_elements_text((select auth.jwt()) -> 'user_metadata' -> 'tenants_of_mine') "
            + "as t (id) where t.id = org_id::text))"
    )]
    [TestCase("probe/held_cursor", "select 1")]
    [TestCase("probe/reachable", "create view public.bills as select * from public.usage_events; grant select on public.bills to anon")]
    public async Task The_SQL_script_of_a_finding_repeats_the_attack(string id, string sql)
    {
        await using var database = await Laboratory.AfterAsync(sql, GrantBaseline.Explicit);
        var found = (await ProbeRun.RunAsync(database)).Findings.First(f => f.Id == id);
        var seen = found.Example!.Split("-- returned: ")[1];

        await using var connection = await database.Connections.OpenConnectionAsync();
        var lines = new List<string>();
        connection.Notice += (_, said) => lines.Add($"notice: {said.Notice.MessageText}");
        await using var command = new NpgsqlCommand(found.Example, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
                lines.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader[i])));
        } while (await reader.NextResultAsync());
        Assert.That(lines, Has.Some.Matches<string?>(line => line is not null && seen.StartsWith(line, StringComparison.Ordinal)));
    }

    // On the project's own migrations, the attacks of the probes in `s_byDesign` succeed and all other attacks fail. To test both results
    // of each attack, each probe in `s_byDesign` needs a test case in which its attack fails, and each other probe needs a test case in
    // which its attack succeeds.
    [Test]
    public void Every_probe_is_tested_with_an_attack_that_succeeds_and_one_that_fails()
    {
        static IEnumerable<string> In(Type stories, string method) =>
            stories.GetMethod(method)!.GetCustomAttributes<TestCaseAttribute>().Select(story => (string)story.Arguments[0]!);
        string[] opened =
        [
            .. In(typeof(ProbeStories), nameof(An_attack_that_a_migration_allows_is_found)),
            .. In(
                typeof(RoleStories),
                nameof(RoleStories.An_attack_through_roles_is_found_when_roles_allow_it_and_not_when_they_prevent_it)
            ),
        ];
        string[] all = [.. Probes.All("postgres", []).Select(p => p.Id)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Except(opened).Except(s_byDesign), Is.Empty, "probes whose attack succeeds in no test case");
            Assert.That(
                s_byDesign.Except(In(typeof(ProbeStories), nameof(An_attack_that_a_migration_prevents_is_not_found))),
                Is.Empty,
                "probes whose attack fails in no test case"
            );
        }
    }

    [Test]
    public async Task An_attack_that_does_not_end_is_reported_and_does_not_block_the_run()
    {
        await using var database = await Laboratory.AfterAsync(
            "create function public.hold() returns void language plpgsql as 'begin loop null; end loop; end'"
        );
        var report = await ProbeRun.RunAsync(database);
        Assert.That(report.NotRun, Has.One.StartsWith("public.hold()"));
    }

    [Test]
    public async Task A_session_without_an_identity_proves_nothing()
    {
        await using var database = await Laboratory.AfterAsync("select 1");
        await database.ExecuteAsync("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        Assert.That(async () => await ProbeRun.RunAsync(database), Throws.TypeOf<Fixtures.Sessions.SessionProofException>());
    }

    private static async Task<string[]> FoundAsync(string sql, string? probe = null)
    {
        await using var database = await Laboratory.AfterAsync(sql, GrantBaseline.Explicit);
        var report = await ProbeRun.RunAsync(database, id => probe is null || id == probe);
        Assert.That(report.Blind, Is.Empty);
        return [.. report.Findings.Select(f => f.Id["probe/".Length..]).Distinct().Except(["reachable"])];
    }
}
