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

/// <summary>One isolation report of all tables for each grant baseline; each report is made once and shared by all tests.</summary>
public static class IsolationReports
{
    private static readonly Lazy<Dictionary<GrantBaseline, Task<IsolationReport>>> s_reports = new(() =>
        Suite.Baselines.ToDictionary(baseline => baseline, RunAsync)
    );

    /// <summary>Starts the isolation runs without waiting for their reports.</summary>
    public static void Begin() => _ = s_reports.Value;

    /// <summary>The reports, if all have ended without an error; null otherwise.</summary>
    public static IReadOnlyList<IsolationReport>? Ended =>
        s_reports.IsValueCreated && s_reports.Value.Values.All(r => r.IsCompletedSuccessfully)
            ? [.. s_reports.Value.Values.Select(r => r.Result)]
            : null;

    /// <summary>The report of a grant baseline; null if the project starts from the other baseline.</summary>
    public static async Task<IsolationReport?> FindAsync(GrantBaseline baseline) =>
        s_reports.Value.TryGetValue(baseline, out var report) ? await report : null;

    /// <summary>The reports of all grant baselines that the project may start from.</summary>
    public static async Task<IReadOnlyList<IsolationReport>> AllAsync() => await Task.WhenAll(s_reports.Value.Values);

    /// <summary>
    /// If an intent file exists, fails if the API reaches a table, view or function that the file does not list, or if the callers who can
    /// use a view or function are not those in the file: a migration changed access, and nobody changed the file.
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

    /// <summary>
    /// Verifies isolation with another intent than the run's, to find causes. It uses one grant baseline and adds nothing to the evidence.
    /// </summary>
    public static async Task<IsolationReport> UnderAsync(IntentFile intent)
    {
        var baseline = Suite.Baselines[^1];
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        await using var database = await template.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        var application = await Discovery.ReadAsync(connection, intent);
        return await IsolationRun.RunAsync(database, application, schema, Suite.Seed.Value, new() { Samples = Samples(intent) });
    }

    private static Task<IsolationReport> RunAsync(GrantBaseline baseline) =>
        Task.Run(async () =>
        {
            var reading = KeptStages.InputsAsync(baseline);
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            await using var database = await template.CloneAsync();
            await using var connection = await database.Connections.OpenConnectionAsync();
            var schema = await DatabaseSchema.ReadAsync(connection);
            var application = await Discovery.ReadAsync(connection, Suite.Intent);
            if (baseline == Suite.Baselines[0])
            {
                foreach (var guess in application.Guesses.Concat(application.Subjects.SelectMany(s => s.Exemptions)))
                {
                    var otherwise = guess.Otherwise is null ? "" : $" (otherwise: {guess.Otherwise})";
                    RunConsole.Say($"{guess.Conclusion}: {guess.Reason}{otherwise}");
                }
            }
            var kept = await reading is { } inputs ? await KeptTables.ReadAsync(KeptStages.Results, inputs, database) : null;
            var report = await IsolationRun.RunAsync(
                database,
                application,
                schema,
                Suite.Seed.Value,
                new()
                {
                    Progress = line => RunConsole.Move($"isolation, {Word(baseline)} baseline, {line}"),
                    Samples = Samples(Suite.Intent),
                    InSmallWorlds = baseline == Suite.Baselines[0],
                    Kept = kept,
                    First = baseline == Suite.Baselines[0] ? FirstVerdict.Begin() : null,
                    Shard = KeptStages.Shard,
                }
            );
            RunEvidence.Collector.Add(baseline, report);
            RunConsole.Say(Summary(report));
            if (kept is not null)
                SayKept(baseline, kept);
            if (baseline == Suite.Baselines[0] && report.StandInCalls.Count > 0)
                RunConsole.Say($"stand-ins sent no request and started no job for these calls: {string.Join("; ", report.StandInCalls)}");
            return report;
        });

    private static void SayKept(GrantBaseline baseline, KeptTables kept)
    {
        if (kept.Used.Count > 0)
        {
            var tables = kept.Used.Select(t => t.Table).Order(StringComparer.Ordinal).ToArray();
            KeptStages.Record(
                $"isolation of {tables.Length} {(tables.Length == 1 ? "table" : "tables")}, {Word(baseline)} baseline",
                kept.Used.Min(t => t.At),
                string.Join(", ", tables)
            );
        }
        if (kept.RestAt is { } at)
        {
            KeptStages.Record($"views, functions, attacks and small worlds, {Word(baseline)} baseline", at);
        }
    }

    private static Dictionary<TableName, IReadOnlyDictionary<string, string>>? Samples(IntentFile? intent) =>
        intent?.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);

    private static string Word(GrantBaseline baseline) => baseline.ToString().ToLowerInvariant();

    private static string Summary(IsolationReport report)
    {
        int Count(params TableState[] states) => report.Tables.Count(t => states.Contains(t.State));
        var belonging = report.Tables.Count - Count(TableState.Shared, TableState.NotReachable, TableState.Excluded);
        return $"isolation, {Word(report.Baseline)} baseline: {Count(TableState.IsolationVerified, TableState.Verified)} of "
            + $"{belonging} tables with rows of tenants or users verified, "
            + $"{Count(TableState.Leaks)} leak, {Count(TableState.NotVerified)} not verified; {Count(TableState.Shared)} with shared rows, "
            + $"{Count(TableState.NotReachable)} that no API role can reach, {Count(TableState.Excluded)} excluded; "
            + $"{report.Reached.Count} views and functions, {report.Reached.Count(o => o.Breaches.Count > 0)} leak, "
            + $"{report.Reached.Count(o => o.Reason != "")} not verified; "
            + $"{report.Tables.Sum(t => t.Attempts) + report.Reached.Sum(o => o.Attempts)} statements, "
            + (report.Kept?.Used.Count is > 0 and var kept ? $"those on {kept} tables in earlier runs, " : "")
            + $"{report.Elapsed.TotalMilliseconds:F0} ms"
            + (
                report.Attacks.Bounds.Count == 0
                    ? ""
                    : $"; attacks: {string.Join(", ", report.Attacks.Bounds)}, {Worked(report.Attacks.Breaches)}"
            );
    }

    private static string Worked(IReadOnlyList<AttackBreach> breaches) =>
        breaches.Count == 0
            ? "none succeeded"
            : $"{breaches.Count} succeeded, listed in the evidence: "
                + string.Join(", ", breaches.GroupBy(b => b.Check).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()})"));
}
