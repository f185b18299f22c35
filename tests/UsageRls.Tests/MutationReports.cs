using System.Collections.Concurrent;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Mutation;

namespace UsageRls.Tests;

/// <summary>
/// The mutation reports of the tables that the intent file describes. Each report is made once, on one grant baseline, and shared by all
/// tests.
/// </summary>
public static class MutationReports
{
    private static readonly ConcurrentDictionary<TableName, Lazy<Task<MutationReport>>> s_reports = [];

    // The mutants of one table keep about one processor busy, because the suite and the server mostly wait for each other.
    private static readonly SemaphoreSlim s_free = new(Environment.ProcessorCount);

    private static readonly Lazy<SignedOffMutants> s_signedOff = new(() =>
        new(AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations)), DateOnly.FromDateTime(DateTime.UtcNow))
    );

    /// <summary>The surviving mutants that people have signed off.</summary>
    public static SignedOffMutants SignedOff => s_signedOff.Value;

    /// <summary>The mutation report of one table; the first call runs the mutation.</summary>
    public static Task<MutationReport> GetAsync(TableName table) =>
        s_reports.GetOrAdd(table, key => new(() => Task.Run(() => RunWhenFreeAsync(key)))).Value;

    /// <summary>
    /// Prints a mutation report, in which accepted survivors are already marked, on the console, adds it to the evidence, and returns it.
    /// </summary>
    public static MutationReport Keep(GrantBaseline baseline, MutationReport report)
    {
        RunConsole.Say(MutationText.Render(baseline, report));
        RunEvidence.Collector.Add((baseline, report.Table), new MutationOnBaseline(baseline, report));
        return report;
    }

    private static async Task<MutationReport> RunWhenFreeAsync(TableName table)
    {
        await s_free.WaitAsync();
        try
        {
            return await RunAsync(table);
        }
        finally
        {
            s_free.Release();
        }
    }

    private static async Task<MutationReport> RunAsync(TableName table)
    {
        // Policies are the same on both baselines. The explicit baseline is preferred: it has no default grants of older projects.
        var baseline = Suite.Baselines[^1];
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        await using var database = await template.CloneAsync();
        var inputs = await KeptStages.InputsAsync(baseline);
        var sql = inputs is null ? null : await TableSql.ReadAsync(database);
        var run = new TableMutation(database, Suite.Intent!, table)
        {
            Progress = line => RunConsole.Move($"mutation of {table}, {baseline.ToString().ToLowerInvariant()} baseline: {line}"),
        };
        var prepared = await run.PrepareAsync(Suite.Seed.Value);
        var name = $"mutation of {table}, {baseline.ToString().ToLowerInvariant()} baseline";
        var stage = KeptStages.Find<MutationReport>(name, sql is null ? null : prepared.Key(inputs!, sql));
        if (stage.Result is { } kept)
            return Keep(baseline, SignedOff.Review(kept) with { Reviewed = true, KeptAt = stage.At });
        var report = await prepared.RunAsync();
        var reviewed = SignedOff.Review(report);
        // The run that uses a shard's report reviews the report again, so a shard also keeps a report with surviving mutants.
        if (reviewed.Holds || KeptStages.IsShard)
            stage.Keep(report);
        // A table in the signed intent counts as reviewed by the person who signed the intent.
        return Keep(baseline, reviewed with { Reviewed = true });
    }
}
