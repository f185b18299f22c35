using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;

namespace UsageRls.Tests;

/// <summary>A green run is worth what a broken policy would have cost: each way to break the schema on purpose must turn the suite red.</summary>
public sealed class Mutation
{
    private static readonly Lazy<Task<Dictionary<Baseline, MutationReport>>> s_reports = new(RunAsync);

    private static Baseline[] Baselines => Enum.GetValues<Baseline>();

    [TestCaseSource(nameof(Baselines))]
    public async Task Every_claim_holds_before_any_mutation(Baseline baseline)
    {
        var failing = (await ReportAsync(baseline)).Claims.SelectMany(c => c.Before.Select(b => $"{c.Name}: {b}")).ToArray();
        Own.Only();
        Assert.That(failing, Is.Empty);
    }

    [TestCaseSource(nameof(Baselines))]
    public async Task Every_mutant_is_killed(Baseline baseline)
    {
        var report = await ReportAsync(baseline);
        var survivors = report.Survivors.Select(MutationText.Of).ToArray();
        Assume.That(report.Reviewed || survivors.Length == 0, () => $"Unreviewed: {survivors.Length} mutants survive, and nobody has reviewed these migrations' mutants.");
        Assert.That(survivors, Is.Empty);
    }

    private static async Task<MutationReport> ReportAsync(Baseline baseline) => (await s_reports.Value)[baseline];

    private static async Task<Dictionary<Baseline, MutationReport>> RunAsync()
    {
        var runs = Baselines.Select(async baseline =>
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            var stage = new MutationStage(template, Suite.Migrations.IsOwn ? new Dictionary<string, string>() : null) { Progress = line => Suite.Say($"{baseline}: {line}") };
            return (baseline, report: await stage.RunAsync());
        });
        var reports = await Task.WhenAll(runs);
        foreach (var (baseline, report) in reports) Suite.Say(MutationText.Of(baseline, report));
        return reports.ToDictionary(r => r.baseline, r => r.report);
    }
}
