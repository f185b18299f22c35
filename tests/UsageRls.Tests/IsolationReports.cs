using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Tests;

/// <summary>The isolation of every table on each baseline, tried once for all tests that ask.</summary>
public static class IsolationReports
{
    private static readonly Lazy<Dictionary<GrantBaseline, Task<IsolationReport>>> s_reports = new(() =>
        Suite.Baselines.ToDictionary(baseline => baseline, RunAsync)
    );

    /// <summary>The report of a baseline; null if the intent file says that the project has the other.</summary>
    public static async Task<IsolationReport?> FindAsync(GrantBaseline baseline) =>
        s_reports.Value.TryGetValue(baseline, out var report) ? await report : null;

    /// <summary>The reports of all baselines that count.</summary>
    public static async Task<IReadOnlyList<IsolationReport>> AllAsync() => await Task.WhenAll(s_reports.Value.Values);

    /// <summary>
    /// Fails where an intent is written and a table, view or function in the API's reach is not in it, or is
    /// used by others than it says: a migration opened it, and nobody signed that.
    /// </summary>
    public static async Task HoldNamedAsync()
    {
        if (Suite.Intent is null || AcceptedFolder.FromEnvironment(Suite.Migrations).IsAccepting)
            return;
        var reports = await AllAsync();
        Finding[] unnamed = [.. IsolationFindings.Unnamed(reports), .. SignedUses.Findings(Suite.Intent, reports)];
        RunEvidence.Collector.Add(unnamed);
        Assert.That(unnamed, Is.Empty, () => string.Join("\n\n", unnamed.Select(f => f.Explain())));
    }

    /// <summary>The isolation under another intent than the run's, for its causes: on one baseline, and not in the evidence.</summary>
    public static async Task<IsolationReport> UnderAsync(IntentFile intent)
    {
        var baseline = Suite.Baselines[^1];
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        await using var database = await template.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        var application = await Discovery.ReadAsync(connection, intent);
        return await IsolationRun.RunAsync(database, application, schema, Suite.Seed.Value, samples: Samples(intent));
    }

    private static Task<IsolationReport> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            await using var connection = await database.Connections.OpenConnectionAsync();
            var schema = await DatabaseSchema.ReadAsync(connection);
            var application = await Discovery.ReadAsync(connection, Suite.Intent);
            if (baseline == Suite.Baselines[0])
            {
                foreach (var guess in application.Guesses)
                {
                    var otherwise = guess.Otherwise is null ? "" : $" (otherwise: {guess.Otherwise})";
                    RunConsole.Say($"{guess.Conclusion}: {guess.Reason}{otherwise}");
                }
            }
            var report = await IsolationRun.RunAsync(
                database,
                application,
                schema,
                Suite.Seed.Value,
                line => RunConsole.Move($"isolation, {Word(baseline)} baseline, {line}"),
                Samples(Suite.Intent),
                inSmallWorlds: baseline == Suite.Baselines[0]
            );
            RunEvidence.Collector.Add(baseline, report);
            RunConsole.Say(Summary(report));
            if (baseline == Suite.Baselines[0] && report.StandInCalls.Count > 0)
                RunConsole.Say($"nothing was sent or started by {string.Join("; ", report.StandInCalls)}");
            return report;
        });

    private static Dictionary<TableName, IReadOnlyDictionary<string, string>>? Samples(IntentFile? intent) =>
        intent?.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);

    private static string Word(GrantBaseline baseline) => baseline.ToString().ToLowerInvariant();

    private static string Summary(IsolationReport report)
    {
        int Count(params TableState[] states) => report.Tables.Count(t => states.Contains(t.State));
        var belonging = report.Tables.Count - Count(TableState.Shared, TableState.NotReachable, TableState.Excluded);
        return $"isolation, {Word(report.Baseline)} baseline: {Count(TableState.IsolationVerified, TableState.Verified)} of "
            + $"{belonging} tables with rows of tenants or users verified, "
            + $"{Count(TableState.Leaks)} leak, {Count(TableState.NotVerified)} not verified; {Count(TableState.Shared)} shared, "
            + $"{Count(TableState.NotReachable)} out of the API's reach, {Count(TableState.Excluded)} excluded; "
            + $"{report.Reached.Count} views and functions, {report.Reached.Count(o => o.Breaches.Count > 0)} leak, "
            + $"{report.Reached.Count(o => o.Reason != "")} not verified; "
            + $"{report.Tables.Sum(t => t.Attempts) + report.Reached.Sum(o => o.Attempts)} statements, "
            + $"{report.Elapsed.TotalMilliseconds:F0} ms"
            + (
                report.Attacks.Bounds.Count == 0
                    ? ""
                    : $"; attacks: {string.Join(", ", report.Attacks.Bounds)}, {report.Attacks.Breaches.Count} worked"
            );
    }
}
