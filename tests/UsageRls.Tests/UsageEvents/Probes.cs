using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Tries the known ways around row level security of <c>usage_events</c>, and attacks the relations and functions that API roles can reach.
/// Most attacks run as callers who are no members of the organisation whose rows they try to read.
/// </summary>
[HasCauses(FindsThem = true)]
[Shows(Criteria.Isolation)]
public sealed class Probes
{
    private static readonly Lazy<Task<(KeptStage<ProbeReport> Stage, ProbeReport Report)[]>> s_stages = new(() =>
        Task.WhenAll(Suite.Baselines.Select(RunAsync))
    );

    [Test]
    public async Task Each_way_around_that_a_probe_finds_is_accepted()
    {
        var stages = await s_stages.Value;
        var reports = Array.ConvertAll(stages, s => s.Report);
        RunEvidence.Collector.Count("attacks on relations and functions that API roles can reach", reports.Sum(r => r.Attacks));
        Findings.Hold(
            FindingKind.Probe,
            $"{reports.Sum(r => r.Attacks)} attacks on {reports.Max(r => r.Reached)} relations and functions that API roles can reach"
                + (stages.All(s => s.Stage.At is null) ? $", {reports.Max(r => r.Elapsed).TotalMilliseconds:F0} ms" : ""),
            BaselineWords.Merge(Suite.Baselines.Zip(reports, (on, r) => r.Findings.Select(f => (on, f))).SelectMany(f => f))
        );
        foreach (var (stage, report) in stages.Where(s => s.Report.Blind.Count + s.Report.NotRun.Count == 0))
            stage.Keep(report);
    }

    [Test]
    public async Task Each_probe_finds_a_defect_that_was_added_on_purpose()
    {
        var reports = Array.ConvertAll(await s_stages.Value, s => s.Report);
        foreach (var why in reports.SelectMany(r => r.NotRun).Distinct())
        {
            RunConsole.Say($"NOT RUN: {why}");
            RunEvidence.Collector.DidNotRun("probes", why);
        }

        var blind = reports.SelectMany(r => r.Blind).Distinct().ToArray();
        if (!Suite.Migrations.IsOwn && blind.Length > 0)
            RunConsole.Say($"NOT RUN: these probes find nothing even after a defect was added on purpose: {string.Join(", ", blind)}");
        Assert.That(
            Suite.Migrations.IsOwn ? blind : [],
            Is.Empty,
            "these probes find nothing even after a defect was added on purpose, so they prove nothing"
        );
    }

    private static Task<(KeptStage<ProbeReport> Stage, ProbeReport Report)> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var stage = await KeptStages.FindAsync<ProbeReport>("probes", baseline);
            if (stage.Result is { } kept)
                return (stage, kept);
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            return (stage, await ProbeRun.RunAsync(database));
        });
}
