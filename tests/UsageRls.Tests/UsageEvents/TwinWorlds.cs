using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies that data of a foreign organisation makes no difference that a caller can observe, except differences that are accepted or of
/// a severity that does not fail the run.
/// </summary>
/// <remarks>Does not run in parallel with other tests, because it also measures how long a query takes.</remarks>
[HasCauses(FindsThem = true)]
[Shows(Criteria.Isolation)]
[NonParallelizable]
public sealed class TwinWorlds
{
    [Test]
    public async Task Databases_that_differ_in_foreign_rows_look_the_same_to_the_caller()
    {
        var stages = await Task.WhenAll(Suite.Baselines.Select(baseline => KeptStages.FindAsync<TwinReport>("twin worlds", baseline)));
        var reports = await Task.WhenAll(stages.Zip(Suite.Baselines, RunAsync));
        string[] noise = [.. reports.SelectMany(r => r.Noise).Distinct()];
        if (stages.All(s => s.At is null))
        {
            RunConsole.Say(
                $"twin worlds: 300 times as many rows of another organisation make the caller's query take "
                    + $"{reports.Max(r => r.TimeRatio):F1} times as long; "
                    + $"differences ignored as noise: {(noise.Length == 0 ? "nothing" : string.Join(", ", noise))}"
            );
        }
        RunEvidence.Collector.Count("observations in twin worlds", reports.Sum(r => r.Looks));
        Findings.Hold(
            FindingKind.SideChannel,
            stages.All(s => s.At is null)
                ? $"twin worlds, {reports.Sum(r => r.Looks)} observations, {reports.Max(r => r.Elapsed).TotalMilliseconds:F0} ms"
                : $"twin worlds, {reports.Sum(r => r.Looks)} observations",
            BaselineWords.Merge(Suite.Baselines.Zip(reports, (on, r) => r.Findings.Select(f => (on, f))).SelectMany(f => f))
        );
        foreach (var (stage, report) in stages.Zip(reports))
            stage.Keep(report);
    }

    private static async Task<TwinReport> RunAsync(KeptStage<TwinReport> stage, GrantBaseline baseline) =>
        stage.Result
        ?? await Verification.UsageEvents.Bypass.TwinWorlds.RunAsync(await Suite.Server.TemplateAsync(Suite.Migrations, baseline));
}
