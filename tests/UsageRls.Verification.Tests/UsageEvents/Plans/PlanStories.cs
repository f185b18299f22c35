using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents.Catalog;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Tests.UsageEvents.Plans;

/// <summary>
/// Tests that a migration which makes a query's plan worse violates a plan rule, that the message shows the plan, and that the project's
/// own migrations violate no plan rule.
/// </summary>
public sealed class PlanStories
{
    private const string Members = "\"Members can view their organizations' usage\" on public.usage_events";
    private const string Mine = "select m.org_id from public.org_members m where m.user_id = (select auth.uid())";

    private const string SecondIndexWithRealStatistics =
        "create index second_idx on public.usage_events (org_id, module_id); "
        + "alter table public.usage_events alter column org_id reset (n_distinct); analyze public.usage_events";

    private TestDatabase _filled = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _filled = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        await PlanRun.World.LoadAsync(_filled);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await _filled.DisposeAsync();

    private static IEnumerable<TestCaseData> Breaks =>
        [
            Broken(
                "the index dropped",
                "drop index public.usage_events_org_created_idx",
                "latest_page",
                PlanRule.Index,
                "does not use an index on (org_id, created_at)",
                "Scan"
            ),
            SlowlyBroken(
                "the index dropped: a page is sorted",
                "drop index public.usage_events_org_created_idx",
                "next_page",
                PlanRule.Sort,
                "sorts by usage_events.created_at DESC"
            ),
            SlowlyBroken(
                "the columns of the index swapped",
                "drop index public.usage_events_org_created_idx; "
                    + "create index usage_events_org_created_idx on public.usage_events (created_at desc, org_id)",
                "month_sum",
                PlanRule.Index,
                "does not use an index on (org_id, created_at): it uses"
            ),
            Broken(
                "the last column of the index dropped",
                "drop index public.usage_events_org_created_idx; create index usage_events_org_created_idx on public.usage_events (org_id)",
                "latest_page",
                PlanRule.Sort,
                "where the index on (org_id, created_at) has the order"
            ),
            Broken(
                "a membership subquery in place of the array",
                $"alter policy {Members} using (org_id in ({Mine}))",
                "count_unfiltered",
                PlanRule.WholeTable,
                "reads all of usage_events",
                "SubPlan"
            ),
            Broken(
                "exists in place of the array",
                $"alter policy {Members} using (exists ({Mine} and m.org_id = usage_events.org_id))",
                "latest_page_unfiltered",
                PlanRule.Effort,
                "reads 100,000 rows, the owner's query 132"
            ),
            Broken(
                "the array without the function that has a cost",
                $"alter policy {Members} using (org_id = any (array({Mine})))",
                "latest_page",
                PlanRule.Sort,
                "member of two hundred",
                "InitPlan"
            ),
            Broken(
                "the cost of the function set to 1",
                "alter function private.as_index_key(uuid[]) cost 1",
                "latest_page",
                PlanRule.Effort,
                "reads 444 rows, the owner's query 50"
            ),
            Broken(
                "a second index that starts with the tenant, and the real number of organisations in the statistics",
                SecondIndexWithRealStatistics,
                "month_sum",
                PlanRule.Index,
                "does not use an index on (org_id, created_at): it uses second_idx"
            ),
            SlowlyBroken(
                "a second index that starts with the tenant, and the real number of organisations: more buffers",
                SecondIndexWithRealStatistics,
                "count_by_action",
                PlanRule.Effort,
                "touches 5,31",
                "the owner's query 2,33"
            ),
            Broken(
                "a function called for each row",
                "create function private.is_mine(id uuid) returns boolean language sql stable security definer "
                    + $"set search_path = '' as $$ select exists ({Mine} and m.org_id = id) $$; "
                    + $"alter policy {Members} using (private.is_mine(org_id))",
                "count_by_action",
                PlanRule.Effort,
                "touches"
            ),
            SlowlyBroken(
                "no index on the memberships",
                "drop index public.org_members_user_idx",
                "one_by_id",
                PlanRule.Effort,
                "touches",
                "the owner's query 7"
            ),
        ];

    // Columns of indexes that an application may add. The first column is the tenant, as in the index that the queries must use.
    [TestCase("org_id, module_id")]
    [SlowCase("org_id, action")]
    [SlowCase("org_id, user_id")]
    public async Task A_second_index_that_starts_with_the_tenant_changes_no_verdict_on_a_query_of_one_organisation(string columns)
    {
        await using var database = await _filled.CopyAsync();
        await database.ApplyAsync(
            Migration.Create("29990101000000_second_index.sql", $"create index second_idx on public.usage_events ({columns})")
        );
        var verdicts = await PlanRun.ReadAsync(database, CatalogContract.Own, PlanQuery.All.Where(q => q.IsFiltered), Assert.Fail);
        Assert.That(
            verdicts
                .Where(v => v.Plan.Query.Asker.Kind != QueryCallerKind.Service) // no policy applies to the service role
                .SelectMany(v => v.Faults.Select(f => $"{v.Plan.Query.Sender.Name} · {v.Plan.Query.Query}: {f.Text}")),
            Is.Empty
        );
    }

    [TestCaseSource(nameof(Breaks))]
    public async Task A_bad_migration_violates_a_plan_rule(string sql, string query, PlanRule rule, string[] words)
    {
        await using var database = await _filled.CopyAsync();
        await database.ApplyAsync(Migration.Create("29990101000000_break_it.sql", sql));
        var verdicts = await ReadAsync(database, query);
        var text = string.Join('\n', verdicts.Select(v => v.Explain(rule)));
        foreach (var word in words)
            Assert.That(text, Does.Contain(word));
        // The message contains SQL that a person can run in psql.
        Assert.That(text, Does.Contain("begin;\nset local role authenticated;").And.Contain("explain (analyze, buffers)"));
        Assert.That(verdicts, Has.All.Property(nameof(PlanVerdict.IsBinding)).True);
    }

    [Test]
    public async Task On_the_projects_own_migrations_no_plan_violates_a_rule()
    {
        await using var database = await _filled.CopyAsync();
        var verdicts = await PlanRun.ReadAsync(database, CatalogContract.Own, PlanQuery.All, Assert.Fail);
        Assert.That(
            verdicts.SelectMany(v => v.Faults.Select(f => $"{v.Plan.Query.Sender.Name} · {v.Plan.Query.Query}: {f.Text}")),
            Is.Empty
        );
        Assert.That(
            verdicts,
            Has.Count.EqualTo((PlanQuery.All.Count * 5) - PlanQuery.All.Count(q => q.IsWrite)),
            "each query by each caller, except inserts by a stranger"
        );
        AssertIsKept(new PlanReport(verdicts, [], default, default));
    }

    private static void AssertIsKept(PlanReport report)
    {
        var results = new KeptResults(Scratch.Folder("kept plans").FullName, isFresh: false, TimeProvider.System);
        results.Keep("key", report);
        var read = results.Find<PlanReport>("key")!.Result;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                read.Verdicts.Select(v => $"{v.Plan}{v.Plan.Buffers}"),
                Is.EqualTo(report.Verdicts.Select(v => $"{v.Plan}{v.Plan.Buffers}"))
            );
            Assert.That(read.Holds, Is.True);
            var slow = report.Verdicts[0] with { Faults = [new(PlanRule.Sort, "sorts")] };
            Assert.That((report with { Verdicts = [slow] }).Holds, Is.False);
            Assert.That((report with { Verdicts = [slow with { IsBinding = false }] }).Holds, Is.True);
            Assert.That((report with { Refused = ["an insert"] }).Holds, Is.False);
        }
    }

    [Test]
    public async Task On_other_migrations_the_cost_of_an_unfiltered_query_is_shown_and_not_enforced()
    {
        await using var database = await _filled.CopyAsync();
        await database.ApplyAsync(
            Migration.Create(
                "29990101000000_as_the_task.sql",
                $"alter policy {Members} using (org_id in (select org_id from public.org_members "
                    + "where user_id = auth.uid())); drop index public.org_members_user_idx"
            )
        );
        var verdicts = await PlanRun.ReadAsync(database, CatalogContract.Task, PlanQuery.All, Assert.Fail);
        var faulty = verdicts.Where(v => v.Faults.Count > 0).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(
                faulty.Where(v => v.IsBinding).SelectMany(v => v.Faults),
                Is.Empty,
                "the task's own policies and index are enough for filtered queries"
            );
            Assert.That(faulty.Select(v => v.Plan.Query.Query.Id), Does.Contain("count_unfiltered").And.Contain("latest_page_unfiltered"));
            Assert.That(faulty.SelectMany(v => v.Told), Has.Some.StartsWith("info, not enforced: reads all of usage_events"));
        });
    }

    [Test]
    public async Task A_query_without_the_privilege_is_reported_as_refused_and_the_other_queries_are_read()
    {
        await using var database = await _filled.CopyAsync();
        await database.ApplyAsync(
            Migration.Create(
                "29990101000000_no_inserts.sql",
                "revoke insert (org_id, user_id, action, module_id, tokens_input, tokens_output, "
                    + "metadata) on public.usage_events from authenticated"
            )
        );
        var refused = new List<string>();
        var verdicts = await PlanRun.ReadAsync(
            database,
            CatalogContract.Task,
            PlanQuery.All.Where(q => q.Id is "insert_one" or "one_by_id"),
            refused.Add
        );
        Assert.Multiple(() =>
        {
            Assert.That(refused, Has.Count.EqualTo(3).And.All.Contains("permission denied for table usage_events"));
            Assert.That(
                verdicts.Select(v => v.Plan.Query.Query.Id),
                Is.EquivalentTo((string[])[.. Enumerable.Repeat("one_by_id", 5), "insert_one"])
            );
        });
    }

    private static Task<IReadOnlyList<PlanVerdict>> ReadAsync(TestDatabase database, string query) =>
        PlanRun.ReadAsync(database, CatalogContract.Own, PlanQuery.All.Where(q => q.Id == query), Assert.Fail);

    private static TestCaseData Broken(string name, string sql, string query, PlanRule rule, params string[] words) =>
        new TestCaseData(sql, query, rule, words).SetArgDisplayNames(name);

    private static TestCaseData SlowlyBroken(string name, string sql, string query, PlanRule rule, params string[] words) =>
        Broken(name, sql, query, rule, words).Slow();
}
