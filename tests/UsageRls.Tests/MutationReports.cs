using System.Collections.Concurrent;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.Mutation;

namespace UsageRls.Tests;

/// <summary>
/// The mutation of each table that the intent file describes, tried once for all tests
/// that ask, on the grants that the policies are written for.
/// </summary>
public static class MutationReports
{
    private static readonly ConcurrentDictionary<TableName, Lazy<Task<MutationReport>>> s_reports = [];

    private static readonly Lazy<SignedOffMutants> s_signedOff = new(() =>
        new(AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations)), DateOnly.FromDateTime(DateTime.UtcNow))
    );

    /// <summary>The mutants that people have signed off.</summary>
    public static SignedOffMutants SignedOff => s_signedOff.Value;

    /// <summary>The mutation of one table.</summary>
    public static Task<MutationReport> OfAsync(TableName table) =>
        s_reports.GetOrAdd(table, key => new(() => Task.Run(() => RunAsync(key)))).Value;

    /// <summary>A report with the mutants that people have accepted, printed on the console and kept in the evidence.</summary>
    public static MutationReport Keep(GrantBaseline baseline, MutationReport report)
    {
        RunConsole.Say(MutationText.Of(baseline, report));
        RunEvidence.Collector.Add((baseline, report.Table), new MutationOnBaseline(baseline, report));
        return report;
    }

    private static async Task<MutationReport> RunAsync(TableName table)
    {
        // Policies are the same on both; what older projects grant by default is left out where the project may be a newer one.
        var baseline = Suite.Baselines[^1];
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        await using var database = await template.CloneAsync();
        var run = new TableMutation(database, Suite.Intent!, table)
        {
            Progress = line => RunConsole.Move($"mutation of {table}, {baseline.ToString().ToLowerInvariant()} baseline: {line}"),
        };
        // The person who signs an intent has reviewed the table.
        return Keep(baseline, SignedOff.Review(await run.RunAsync(Suite.Seed.Value)) with { Reviewed = true });
    }
}
