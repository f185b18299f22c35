using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Preflight;

namespace UsageRls.Tests;

/// <summary>
/// Verifies a share of the tables for another run, which does everything else. With <c>USAGE_RLS_SHARD=2/5</c> only this check and the
/// preflight run.
/// </summary>
[Shows(Criteria.Isolation)]
public sealed class Shards
{
    /// <summary>
    /// Runs statements on the shard's tables on each grant baseline, runs the mutants of the shard's part of the tables in the intent file,
    /// and writes the outcomes. A table that leaks does not fail this test: its outcomes are not kept, so the run that uses the
    /// outcomes of all shards tries the table again and shows the cause.
    /// </summary>
    [Test]
    public async Task The_tables_of_the_shard_are_tried()
    {
        var (shard, folder) = (KeptStages.Shard!, KeptStages.ShardFolder!);
        var inputs = await InputsAsync();
        if (inputs.Count < Suite.Baselines.Count)
            throw new ToldException(Unkept);
        var reports = await IsolationReports.AllAsync();
        FirstVerdict.Keep(reports, isWhole: false);
        TableName[] mutated = [.. shard.Take(Mutants.Described)];
        await Task.WhenAll(mutated.Select(MutationReports.GetAsync));
        var tables = reports.SelectMany(r => r.Tables).Select(t => t.Table.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        new ShardFile
        {
            Shard = shard,
            At = DateTimeOffset.UtcNow,
            Inputs = inputs,
            Tables = tables,
            Mutated = [.. mutated.Select(t => t.ToString())],
        }.Write(folder);
        RunConsole.Say(
            $"{shard} tried {(tables.Length == 1 ? "1 table" : $"{tables.Length} tables")} and ran the mutants of {mutated.Length}: "
                + $"{string.Join(", ", tables)}. "
                + $"{Shard.FolderVariable}={folder} without {Shard.Variable} makes a run use the outcomes of all shards"
        );
    }

    /// <summary>
    /// Checks that the folder has the outcomes of every shard, and that each shard had the same inputs as this run, such as the SQL.
    /// </summary>
    /// <returns>The reason why the outcomes cannot be used; null if they can be used, or if this run uses no outcomes of shards.</returns>
    internal static async Task<PreflightReport?> CheckAsync()
    {
        if (KeptStages.ShardFolder is not { } folder)
            return null;
        var inputs = await InputsAsync();
        if (inputs.Count < Suite.Baselines.Count)
            return PreflightReport.From(new Obstacle(Unkept, "", $"unset {Shard.FolderVariable}"));
        var (files, fault, remedy) = ShardFile.ReadAll(folder, inputs);
        if (fault != "")
            return PreflightReport.From(new Obstacle(fault, "", remedy));
        foreach (var file in files)
        {
            RunEvidence.Collector.Verified(file);
            RunConsole.Say($"{file.Shard} verified {string.Join(", ", file.Tables)} at {file.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        }
        return null;
    }

    private static string Unkept =>
        "The outcomes of shards cannot be used on a server that the run did not start, or on a platform that is copied from an image.";

    private static async Task<Dictionary<GrantBaseline, RunInputs>> InputsAsync()
    {
        var all = new Dictionary<GrantBaseline, RunInputs>();
        foreach (var baseline in Suite.Baselines)
        {
            if (await KeptStages.InputsAsync(baseline) is { } inputs)
                all[baseline] = inputs;
        }
        return all;
    }
}
