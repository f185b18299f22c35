using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Tests;

/// <summary>
/// Mutation tests of the tables that the intent file describes, except the usage table if the migrations create it, because it has its
/// own mutation tests. The claims must detect each defect that a mutator makes in the access rules.
/// </summary>
[Shows(Criteria.Isolation)]
public sealed class Mutants
{
    // The tables come from the intent file, because NUnit needs them before a database exists. The usage table is left out if the
    // migrations create it.
    private static readonly Lazy<TableName[]> s_tables = new(DescribedTables);

    /// <summary>The tables that the intent file describes, without the usage table if the migrations create it.</summary>
    internal static IReadOnlyList<TableName> Described => s_tables.Value;

    private static IEnumerable<TestCaseData> Tables =>
        s_tables.Value.Select(table => new TestCaseData(table).SetArgDisplayNames(table.ToString()));

    private static string[] WhereNoneHasAStageOfItsOwn => LeftOut.MakesUsageEvents ? [] : ["every described table"];

    [TestCaseSource(nameof(Tables)), Parallelizable]
    public async Task Every_mutant_is_killed(TableName table)
    {
        var report = await MutationReports.GetAsync(table);
        // In this project's own migrations every claim must hold before a mutation, so mutants must have been tried.
        if (Suite.Migrations.IsOwn)
            Assert.That(report.Valid, Is.Positive, () => NothingTried(report));
        Assume.That(report.Results, Is.Not.Empty, () => $"Not run: {string.Join("; ", report.NotRun)}");
        Assume.That(
            report.Valid,
            Is.Positive,
            () => $"Not run: the migrations differ from the intent even without a mutant: {FirstBefore(report)}"
        );
        if (MutationText.Render(report.Survivors) is { Length: > 0 } survivors)
            Assert.Fail(survivors);
    }

    /// <summary>
    /// Fails if an accepted mutant no longer exists or is killed. If the migrations create the usage table, the mutation tests of that
    /// table check this for all tables.
    /// </summary>
    [TestCaseSource(nameof(WhereNoneHasAStageOfItsOwn))]
    public async Task Every_accepted_mutant_still_exists_and_still_survives(string of) =>
        Assert.That(MutationReports.SignedOff.Stale(await ReportsAsync()), Is.Empty, of);

    /// <summary>The mutation reports of the tables in <see cref="Described"/>.</summary>
    internal static async Task<IReadOnlyList<MutationReport>> ReportsAsync() =>
        await Task.WhenAll(s_tables.Value.Select(MutationReports.GetAsync));

    private static string NothingTried(MutationReport report) => $"{string.Join("; ", report.NotRun)}\n{FirstBefore(report)}".Trim();

    private static string? FirstBefore(MutationReport report) => report.Claims.SelectMany(c => c.Before).FirstOrDefault();

    private static TableName[] DescribedTables()
    {
        try
        {
            var migrations = MigrationSet.Read(MigrationSet.FolderFromEnvironment());
            if (AcceptedFolder.FromEnvironment(migrations).Path is not { } folder)
                return [];
            var described = IntentFile.Load(Path.Combine(folder, IntentFile.FileName))?.Tables.Where(t => t.Commands.Count > 0) ?? [];
            var hasOwnStage = UsageEventsTables.AreMadeBy(migrations);
            return [.. described.Select(t => t.Table).Where(t => !hasOwnStage || t != UsageEventsIntent.Table)];
        }
        catch (Exception fault) when (fault is MigrationException or IntentFileException)
        {
            return []; // the preflight reports what is wrong with the files
        }
    }
}
