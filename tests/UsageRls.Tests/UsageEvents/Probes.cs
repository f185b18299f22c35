using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Tries the known ways around row level security, on every relation and function that API roles reach, as a member of another
/// organisation.
/// </summary>
[HasCauses(FindsThem = true)]
[Shows(Criteria.Isolation)]
public sealed class Probes
{
    private static readonly Lazy<Task<ProbeReport[]>> s_reports = new(() => Task.WhenAll(Suite.Baselines.Select(RunAsync)));

    [Test]
    public async Task Each_way_around_that_a_probe_finds_is_accepted()
    {
        var reports = await s_reports.Value;
        RunEvidence.Collector.Count("attacks on relations and functions that API roles can reach", reports.Sum(r => r.Attacks));
        Findings.Hold(
            FindingKind.Probe,
            $"{reports.Sum(r => r.Attacks)} attacks on {reports.Max(r => r.Reached)} relations and functions that API roles can reach, "
                + $"{reports.Max(r => r.Elapsed).TotalMilliseconds:F0} ms",
            BaselineWords.Merge(Suite.Baselines.Zip(reports, (on, r) => r.Findings.Select(f => (on, f))).SelectMany(f => f))
        );
    }

    [Test]
    public async Task Each_probe_finds_a_defect_that_was_added_on_purpose()
    {
        var reports = await s_reports.Value;
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

    private static Task<ProbeReport> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            return await ProbeRun.RunAsync(database);
        });
}
