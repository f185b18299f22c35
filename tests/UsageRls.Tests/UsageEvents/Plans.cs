using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Evidence.Sections.Plans;
using UsageRls.Verification.UsageEvents.Catalog;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies that each query of the application reads about as much under row level security as the same query by the table's owner, in a
/// table of 100,000 events. The tests compare rows and buffers, which do not depend on the machine's speed; the benchmarks measure time.
/// </summary>
/// <remarks>Runs on the legacy grant baseline only: grants do not change query plans.</remarks>
[Shows(Criteria.Indexes)]
[TestFixtureSource(nameof(Queries))]
public sealed class Plans(PlanQuery query)
{
    private static readonly Lazy<Task<PlanReport>> s_report = new(RunAsync);

    private static int s_told;

    private static IReadOnlyList<PlanQuery> Queries => PlanQuery.All;

    [Test]
    public Task Each_query_uses_the_index_that_was_made_for_it() => HoldsAsync(PlanRule.Index);

    [Test]
    public Task No_query_reads_a_whole_table() => HoldsAsync(PlanRule.WholeTable);

    [Test]
    public Task No_query_sorts_what_the_index_returns_in_order() => HoldsAsync(PlanRule.Sort);

    [Test]
    public Task Each_query_touches_at_most_about_twice_what_the_owners_query_touches() => HoldsAsync(PlanRule.Effort);

    private async Task HoldsAsync(PlanRule rule)
    {
        var report = await s_report.Value;
        var verdicts = report.Verdicts.Where(v => v.Plan.Query.Query.Id == query.Id).ToArray();
        Assume.That(verdicts.Length > 0 || Suite.Migrations.IsOwn, "Not run: no caller of this query has the privilege to run it.");
        Assert.That(Suite.Migrations.IsOwn ? report.Refused : [], Is.Empty);
        Assert.That(verdicts, Is.Not.Empty);
        string[] faults = [.. verdicts.Where(v => v.IsBinding).Select(v => v.Explain(rule)).Where(text => text != "")];
        if (faults.Length == 0)
            return;
        // A slow query is not a leak: if nobody has reviewed the migrations, the query is only shown, like a finding of severity medium.
        if (AcceptedFolder.FromEnvironment(Suite.Migrations).Path is null)
        {
            throw new InconclusiveException(
                $"Only shown, because no person has reviewed these migrations: {string.Join("; ", faults.Select(Headline))}"
            );
        }

        // Only the first failing test prints a plan in full; the others refer to the evidence.
        var isFirst = Interlocked.Exchange(ref s_told, 1) == 0;
        Assert.Fail(
            string.Join(
                '\n',
                isFirst
                    ? [.. faults.Skip(1).Select(Headline), faults[0]]
                    : [.. faults.Select(Headline), $"The plans are in {RunEvidence.Page}"]
            )
        );
    }

    // Prints one line for each rule that slow plans break without failing the run.
    private static void Show(PlanReport report)
    {
        foreach (var rule in Enum.GetValues<PlanRule>())
        {
            string[] told =
            [
                .. report.Verdicts.Where(v => !v.IsBinding).Select(v => v.Explain(rule)).Where(text => text != "").Select(Headline),
            ];
            if (told.Length > 0)
            {
                RunConsole.Say(
                    $"slow, which fails no run: {told[0]}{(told.Length == 1 ? "" : $"; and {told.Length - 1} similar plans")}; "
                        + $"the plans are in {RunEvidence.Page}"
                );
            }
        }
    }

    // The first line names the fault; the plans follow this line.
    private static string Headline(string fault) => fault.Split('\n', 2)[0];

    private static async Task<PlanReport> RunAsync()
    {
        var stage = await KeptStages.FindAsync<PlanReport>("plans", GrantBaseline.Legacy);
        var report = stage.Result ?? await ReadAsync();
        if (report.Holds)
            stage.Keep(report);
        foreach (var plan in report.Verdicts.Select(v => PlanRecord.From(GrantBaseline.Legacy, v)))
            RunEvidence.Collector.Add((plan.Query, plan.Caller), plan);
        foreach (var why in report.Refused)
            RunEvidence.Collector.DidNotRun("plans", why);
        RunEvidence.Collector.Count("query plans", 2 * report.Verdicts.Count);
        Show(report);
        if (stage.At is null)
        {
            RunConsole.Say(
                $"plans: {report.Verdicts.Count} queries, each also run by the owner, in {PlanRun.World}; "
                    + $"loaded in {report.Loading.TotalMilliseconds:F0} ms, read in {report.Reading.TotalMilliseconds:F0} ms"
            );
        }
        return report;
    }

    private static async Task<PlanReport> ReadAsync()
    {
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, GrantBaseline.Legacy);
        await using var database = await template.CloneAsync();
        return await PlanRun.RunAsync(database, CatalogContract.For(Suite.Migrations));
    }
}
