using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Tests;

/// <summary>The isolation of every table on each baseline, tried once for all tests that ask.</summary>
public static class IsolationReports
{
    private static readonly Lazy<Task<IsolationReport>[]> s_reports = new(() => [.. Enum.GetValues<Baseline>().Select(RunAsync)]);

    public static Task<IsolationReport> OfAsync(Baseline baseline) => s_reports.Value[(int)baseline];

    private static Task<IsolationReport> RunAsync(Baseline baseline) => Task.Run(async () =>
    {
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        await using var database = await template.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        var application = await Discovery.ReadAsync(connection, null);
        if (baseline == Baseline.Legacy)
        {
            foreach (var guess in application.Guesses) Suite.Say($"{guess.Conclusion}: {guess.Reason}{(guess.Otherwise is null ? "" : $" (otherwise: {guess.Otherwise})")}");
        }
        var report = await IsolationRun.RunAsync(database, application, schema, Suite.Seed.Value, line => Suite.Say($"isolation, {baseline.ToString().ToLowerInvariant()} baseline, {line}"));
        RunEvidence.Collector.Add(report);
        Suite.Say(Summary(report));
        return report;
    });

    private static string Summary(IsolationReport report)
    {
        int Count(TableState state) => report.Tables.Count(t => t.State == state);
        var belonging = report.Tables.Count - Count(TableState.Shared) - Count(TableState.NotReachable);
        return $"isolation, {report.Baseline.ToString().ToLowerInvariant()} baseline: {Count(TableState.IsolationVerified)} of {belonging} tables with rows of tenants or users verified, "
            + $"{Count(TableState.Leaks)} leak, {Count(TableState.NotVerified)} not verified; {Count(TableState.Shared)} shared, {Count(TableState.NotReachable)} out of the API's reach; "
            + $"{report.Reached.Count} views and functions, {report.Reached.Count(o => o.Breaches.Count > 0)} leak, {report.Reached.Count(o => o.Reason != "")} not verified; "
            + $"{report.Tables.Sum(t => t.Attempts) + report.Reached.Sum(o => o.Attempts)} statements, {report.Elapsed.TotalMilliseconds:F0} ms"
            + (report.Attacks.Bounds.Count == 0 ? "" : $"; attacks: {string.Join(", ", report.Attacks.Bounds)}, {report.Attacks.Breaches.Count} worked");
    }
}
