using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>
/// Tests whole runs of the main job that use kept results. The seed is new each time, so no results are kept before the first run.
/// </summary>
public sealed class KeptRuns
{
    private const string Kept = " kept from the run of ";

    private static readonly string s_teams = EmbeddedSql.Read(typeof(KeptRuns).Assembly, "Kept/teams.sql");

    private static readonly string s_seed = Random.Shared.Next(1, 1_000_000_000).ToString(CultureInfo.InvariantCulture);

    private readonly MigrationFolder _teams = new();
    private RunStart _start = null!;
    private WholeRun _first = null!,
        _second = null!;

    /// <summary>Runs the isolation of the teams twice; both tests of the teams use what the first run kept.</summary>
    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _teams.With("20250101000000_teams.sql", s_teams);
        _start = Keeping(_teams.Run("FullyQualifiedName~UsageRls.Tests.Isolation"));
        _first = await WholeRun.ToTheEndAsync(_start);
        _second = await WholeRun.ToTheEndAsync(_start);
    }

    [OneTimeTearDown]
    public async Task RemoveAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _teams.Dispose();
    }

    [Test]
    public void A_second_run_keeps_what_has_not_changed_and_says_so()
    {
        var (one, two) = (_first.Evidence(), _second.Evidence());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_first.Output, Does.Not.Contain(Kept));
            const string stages = "isolation of 5 tables; views, functions, attacks and small worlds";
            Assert.That(_second.Output, Does.Match($@"4 stages are{Kept}\d{{4}}-.* UTC or later, .*: {stages}\. USAGE_RLS_FRESH=1"));
            Assert.That(two.Checks, Is.EqualTo(one.Checks), "a run with kept results passes and fails the same checks");
            Assert.That(two.Sentence, Does.Contain("4 stages are kept from earlier runs").And.Not.EqualTo(one.Sentence));
            Assert.That(one.Sentence, Does.Not.Contain("kept"));
            Assert.That(
                Shows(_second.File(EvidenceFolder.Html), "Kept from earlier runs", "1 runs everything", "These results are of earlier runs")
            );
            Assert.That(_second.File(EvidenceFolder.Summary), Does.Contain("Kept from earlier runs"));
            Assert.That(KeptIn(_second), Has.Count.EqualTo(4).And.Some.Contains("public.cards"));
        }
    }

    [Test]
    public async Task A_changed_policy_makes_its_table_run_again_and_the_tables_that_read_it_and_a_leak_is_found_each_time()
    {
        _teams.With("20250102000000_boards.sql", "create policy none on public.boards for delete to authenticated using (team_id is null)");
        await using var changed = await WholeRun.ToTheEndAsync(_start);
        Assert.That(changed.Status, Is.Zero, changed.ToString);
        Assert.That(KeptIn(changed), Has.Count.EqualTo(2));
        Assert.That(
            KeptIn(changed),
            Has.All.Contains("isolation of 3 tables").And.All.Contains("(public.labels, public.members, public.teams)")
        );

        _teams.With("20250103000000_leak.sql", "create policy leak on public.boards for select to authenticated using (true)");
        for (var i = 0; i < 2; i++)
        {
            await using var leaking = await WholeRun.ToTheEndAsync(_start);
            Assert.That(leaking.Status, Is.Not.Zero);
            Assert.That(leaking.Output, Does.Match("CAUSE .* policy \"leak\" on public.boards"));
            Assert.That(KeptIn(leaking), Has.None.Contains("public.boards"));
        }
    }

    [Test]
    [Slow]
    public async Task A_stage_that_fails_runs_again()
    {
        using var folder = MigrationFolder.OwnAnd("select 1");
        var start = Keeping(folder.Run("FullyQualifiedName~UsageEvents.TwinWorlds"));
        await using var first = await WholeRun.ToTheEndAsync(start);
        await using var second = await WholeRun.ToTheEndAsync(start);
        Assert.That(first.Status + second.Status, Is.Zero, second.ToString);
        Assert.That(second.Output, Does.Contain(Kept).And.Contain(": twin worlds. "));
        Assert.That(KeptIn(second), Has.Count.EqualTo(2));
        folder.With(
            "29990102000000_leak.sql",
            $"create policy leak on public.{UsageEventsTables.Name} for select to authenticated using (true)"
        );
        for (var i = 0; i < 2; i++)
        {
            await using var leaking = await WholeRun.ToTheEndAsync(start);
            Assert.That(leaking.Status, Is.Not.Zero);
            Assert.That(leaking.Output, Does.Not.Contain(Kept));
        }
    }

    private static RunStart Keeping(RunStart start) =>
        start.With(
            (KeptResults.FreshVariable, null),
            ("CI", null),
            ("USAGE_RLS_ACCEPT", null),
            ("USAGE_RLS_DEPLOYED", null),
            ("USAGE_RLS_SEED", s_seed)
        );

    // The page is too long for the message of a failed test.
    private static bool Shows(string page, params string[] texts) => texts.All(t => page.Contains(t, StringComparison.Ordinal));

    private static IReadOnlyList<string> KeptIn(WholeRun run) =>
        [.. JsonNode.Parse(run.File(EvidenceFolder.Detail))!["kept"]!.AsArray().Select(k => (string)k!["stage"]!)];
}
