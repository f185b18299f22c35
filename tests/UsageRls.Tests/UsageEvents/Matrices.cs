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

    public static Task<AccessMatrix> OfAsync(GrantBaseline baseline) => s_matrices.Value[(int)baseline];

    public static Task<AccessTimeline[]> TimelinesAsync() => s_timelines.Value;

    private static Task<AccessMatrix> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            RunEvidence.Collector.Add(database.Template.Baseline, await CatalogFacts.ReadAsync(database, UsageEventsIntent.Table));
            var matrix = await AccessMatrix.RunAsync(database, Suite.UsageEventsIntent);
            RunConsole.Say(
                $"access matrix, {baseline.ToString().ToLowerInvariant()} baseline: {matrix.Verdicts.Count} attempts in "
                    + $"{matrix.RoundTrips} round trips, {matrix.Elapsed.TotalMilliseconds:F0} ms, "
                    + $"{matrix.Verdicts.Count(v => !v.Holds)} with another outcome than intended"
            );
            RunEvidence.Collector.Add(baseline, matrix);
            return matrix;
        });

    private static Task<AccessTimeline[]> RunTimelinesAsync() => Task.WhenAll(Suite.Baselines.Select(RunTimelineAsync));

    private static Task<AccessTimeline> RunTimelineAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var platform = await Suite.Server.TemplateAsync(Suite.Migrations.First(0), baseline);
            var timeline = await AccessTimeline.RunAsync(platform, Suite.Migrations, Suite.UsageEventsIntent, await OfAsync(baseline));
            RunEvidence.Collector.Add(baseline, timeline);
            return timeline;
        });
}
