using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Claims;

namespace UsageRls.Tests.UsageEvents;

/// <summary>Mutation tests of <c>usage_events</c>: each defect that is put into the schema on purpose must be detected.</summary>
[HasCauses]
[Shows(Criteria.Isolation)]
public sealed class Mutation
{
    private static readonly Lazy<Task<Dictionary<GrantBaseline, MutationReport>>> s_reports = new(RunAsync);

    private static GrantBaseline[] Baselines => Enum.GetValues<GrantBaseline>();

    [TestCaseSource(nameof(Baselines))]
    public async Task Every_claim_holds_before_any_mutation(GrantBaseline baseline)
    {
        var failing = (await ReportAsync(baseline))
            .Claims.SelectMany(c => c.Before.Select(violation => $"{c.Name}: {violation}"))
            .ToArray();
        Own.Only();
        Assert.That(failing, Is.Empty);
    }

    [TestCaseSource(nameof(Baselines))]
    public async Task Every_mutant_is_killed(GrantBaseline baseline)
    {
        var report = await ReportAsync(baseline);
        Assume.That(report.Results, Is.Not.Empty, () => $"Not run: {string.Join("; ", report.NotRun)}");
        var survivors = report.Survivors.Count();
        Assume.That(
            report.Reviewed || survivors == 0,
            () =>
                $"Unreviewed: {survivors} mutants survive, and these migrations have no {AcceptedFindings.File} in which a person "
                + $"could accept them: see {EvidenceFolder.Html}#mutation"
        );
        if (survivors > 0)
            Assert.Fail(MutationText.Render(report.Survivors));
    }

    [TestCaseSource(nameof(Baselines))]
    public async Task There_are_enough_mutants_for_the_score_to_be_meaningful(GrantBaseline baseline)
    {
        var report = await ReportAsync(baseline);
        Own.Only();
        Assume.That(report.Results, Is.Not.Empty, () => $"Not run: {string.Join("; ", report.NotRun)}");
        Assert.That(report.Valid, Is.GreaterThanOrEqualTo(150));
    }

    [Test]
    public async Task Every_accepted_mutant_still_exists_and_still_survives()
    {
        var reports = (await s_reports.Value).Values;
        Assert.That(MutationReports.SignedOff.Stale([.. reports, .. await Mutants.ReportsAsync()]), Is.Empty);
    }

    private static async Task<MutationReport> ReportAsync(GrantBaseline baseline) => (await s_reports.Value)[baseline];

    // Both baselines run in parallel: each has its own database and mostly waits for the server.
    private static async Task<Dictionary<GrantBaseline, MutationReport>> RunAsync()
    {
        var runs = Suite.Baselines.Select(async baseline =>
        {
            var stage = await KeptStages.FindAsync<MutationReport>($"mutation of {UsageEventsIntent.Table}", baseline);
            if (stage.Result is { } kept)
                return (baseline, report: MutationReports.SignedOff.Review(kept) with { KeptAt = stage.At });
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            var run = new MutationStage(template, Suite.UsageEventsIntent)
            {
                StopsWhereClaimsFail = true,
                Progress = line => RunConsole.Move($"mutation, {baseline.ToString().ToLowerInvariant()} baseline: {line}"),
            };
            var report = await run.RunAsync();
            var reviewed = MutationReports.SignedOff.Review(report);
            if (reviewed.Holds)
                stage.Keep(report);
            return (baseline, report: reviewed);
        });
        var reports = await Task.WhenAll(runs);
        foreach (var (baseline, report) in reports)
        {
            MutationReports.Keep(baseline, report);
        }
        RunConsole.Say($"every mutant, with the check that noticed it: {RunEvidence.Page}#mutation");
        return reports.ToDictionary(r => r.baseline, r => r.report);
    }
}
