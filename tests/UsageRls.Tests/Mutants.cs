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
/// Breaks the access to each table that the intent file describes, in every known way: each mutant must turn the run red.
/// </summary>
[Shows(Criteria.Isolation)]
public sealed class Mutants
{
    // Known from the intent file, before there is a database; a table with mutation tests of its own is left to those.
    private static readonly Lazy<TableName[]> s_tables = new(DescribedTables);

    private static IEnumerable<TestCaseData> Tables =>
        s_tables.Value.Select(table => new TestCaseData(table).SetArgDisplayNames(table.ToString()));

    private static string[] WhereNoneHasAStageOfItsOwn => LeftOut.MakesUsageEvents ? [] : ["every described table"];

    [TestCaseSource(nameof(Tables))]
    public async Task Every_mutant_is_killed(TableName table)
    {
        var report = await MutationReports.OfAsync(table);
        // In this project's own folder every claim holds without any mutant.
        if (Suite.Migrations.IsOwn)
            Assert.That(report.Valid, Is.Positive, () => NothingTried(report));
        Assume.That(report.Results, Is.Not.Empty, () => $"Not run: {string.Join("; ", report.NotRun)}");
        Assume.That(
            report.Valid,
            Is.Positive,
            () => $"Not run: what the intent says does not hold without any mutant: {FirstBefore(report)}"
        );
        if (MutationText.Of(report.Survivors) is { Length: > 0 } survivors)
            Assert.Fail(survivors);
    }

    /// <summary>
    /// Accepted mutants that do not exist or are killed; a table with mutation tests of its own checks all of them there.
    /// </summary>
    [TestCaseSource(nameof(WhereNoneHasAStageOfItsOwn))]
    public async Task Every_accepted_mutant_still_exists_and_still_survives(string of) =>
        Assert.That(MutationReports.SignedOff.Stale(await ReportsAsync()), Is.Empty, of);

    /// <summary>The reports of all tables of the intent file.</summary>
    internal static async Task<IReadOnlyList<MutationReport>> ReportsAsync()
    {
        var reports = new List<MutationReport>();
        foreach (var table in s_tables.Value)
            reports.Add(await MutationReports.OfAsync(table));
        return reports;
    }

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
            return []; // the suite's start says what is wrong with them
        }
    }
}
