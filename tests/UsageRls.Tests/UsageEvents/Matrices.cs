using System.Collections.Concurrent;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Evidence.Sections.Catalog;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// The access matrix and timeline of each grant baseline. Each is made once and shared by all tests; both baselines run in parallel.
/// </summary>
public static class Matrices
{
    private static readonly Lazy<Task<AccessMatrix>[]> s_matrices = new(() => [.. Enum.GetValues<GrantBaseline>().Select(RunAsync)]);
    private static readonly Lazy<Task<AccessTimeline[]>> s_timelines = new(RunTimelinesAsync);
    private static readonly ConcurrentBag<KeptAttempts?> s_timelinesToKeep = [];

    public static Task<AccessMatrix> GetAsync(GrantBaseline baseline) => s_matrices.Value[(int)baseline];

    public static Task<AccessTimeline[]> TimelinesAsync() => s_timelines.Value;

    /// <summary>Keeps the outcomes of the timelines, after their text was found to equal the accepted text.</summary>
    public static void KeepTimelines()
    {
        foreach (var kept in s_timelinesToKeep)
            kept?.Keep();
    }

    private static async Task<KeptAttempts?> KeptAsync(string stage, GrantBaseline baseline) =>
        await KeptStages.InputsAsync(baseline) is { } inputs
            ? new(KeptStages.Results, inputs, $"{stage}, {baseline.ToString().ToLowerInvariant()} baseline")
            : null;

    private static void SayKept(string stage, GrantBaseline baseline, KeptAttempts? kept)
    {
        if (kept?.At is { } at)
            KeptStages.Record($"{stage} of {UsageEventsIntent.Table}, {baseline.ToString().ToLowerInvariant()} baseline", at);
    }

    private static Task<AccessMatrix> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            RunEvidence.Collector.Add(database.Template.Baseline, await CatalogFacts.ReadAsync(database, UsageEventsIntent.Table));
            var kept = await KeptAsync("access matrix", baseline);
            var matrix = await AccessMatrix.RunAsync(database, Suite.UsageEventsIntent, kept: kept);
            if (matrix.Verdicts.All(v => v.Holds))
                kept?.Keep();
            RunConsole.Say(
                $"access matrix, {baseline.ToString().ToLowerInvariant()} baseline: {matrix.Verdicts.Count} attempts in "
                    + $"{matrix.RoundTrips} round trips, {matrix.Elapsed.TotalMilliseconds:F0} ms, "
                    + $"{matrix.Verdicts.Count(v => !v.Holds)} with another outcome than intended"
            );
            SayKept("access matrix", baseline, kept);
            RunEvidence.Collector.Add(baseline, matrix);
            return matrix;
        });

    private static Task<AccessTimeline[]> RunTimelinesAsync() => Task.WhenAll(Suite.Baselines.Select(RunTimelineAsync));

    private static Task<AccessTimeline> RunTimelineAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var platform = await Suite.Server.TemplateAsync(Suite.Migrations.First(0), baseline);
            var kept = await KeptAsync("timeline", baseline);
            var last = await GetAsync(baseline);
            var timeline = await AccessTimeline.RunAsync(platform, Suite.Migrations, Suite.UsageEventsIntent, last, kept);
            SayKept("timeline", baseline, kept);
            s_timelinesToKeep.Add(kept);
            RunEvidence.Collector.Add(baseline, timeline);
            return timeline;
        });
}
