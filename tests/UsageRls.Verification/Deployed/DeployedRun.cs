using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Deployed;

/// <summary>
/// Compares a deployed database with the database that the migrations make, and tests the effect of the differences on a clone.
/// </summary>
public static class DeployedRun
{
    /// <summary>
    /// Reads the deployed catalog, compares it with the catalog that the migrations make, and tests the differences on a clone of the
    /// migrated database.
    /// </summary>
    /// <param name="deployed">The deployed database.</param>
    /// <param name="server">The server on which the migrations are verified.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="intent">The intent file of the application.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <param name="another">
    /// Starts another server to test differences of roles, because roles belong to a whole server; null if none is to be started.
    /// </param>
    /// <param name="further">Further trials, run on a clone with the differences and on a clone without them.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="DeployedException">The deployed database cannot be read.</exception>
    public static async Task<DeployedReport> RunAsync(
        DeployedDatabase deployed,
        TestServer server,
        MigrationSet migrations,
        IntentFile? intent,
        int seed,
        Func<Task<TestServer>>? another,
        IReadOnlyList<FurtherTrial>? further = null,
        CancellationToken cancellation = default
    )
    {
        var catalog = await deployed.ReadAsync(cancellation);
        var expected = await ExpectedCatalogs.ReadAsync(server, migrations, StartingGrants.From(intent), cancellation);
        var report = await expected.CompareAsync(catalog, cancellation);
        if (report.IsWhatWasVerified)
            return report;

        if (!DeployedTrial.NeedsOwnServer(report.Differences) || another is null)
            return await TryAsync(server, mayChangeRoles: false);
        await using var own = await another();
        return await TryAsync(own, mayChangeRoles: true);

        async Task<DeployedReport> TryAsync(TestServer on, bool mayChangeRoles)
        {
            var template = await on.TemplateAsync(migrations, report.Baseline, cancellation);
            return report with
            {
                Trial = await new DeployedTrial(template, intent, seed, mayChangeRoles, further).RunAsync(report.Differences, cancellation),
            };
        }
    }
}
