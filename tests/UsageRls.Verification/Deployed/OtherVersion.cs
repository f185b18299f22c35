using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>Separates differences that exist only because two major versions of PostgreSQL print an object differently.</summary>
internal static class OtherVersion
{
    /// <summary>
    /// Applies the deployed definitions to a clone on the suite's server. If a definition does not change the clone's catalog, the two
    /// versions only print the same object differently.
    /// </summary>
    /// <param name="report">The comparison.</param>
    /// <param name="template">The database that the migrations make, on the server on which they are verified.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<DeployedReport> SetApartAsync(
        DeployedReport report,
        Template template,
        CancellationToken cancellation = default
    )
    {
        CatalogDifference[] asked = [.. report.Differences, .. report.Platform.Where(d => d is { Expected: not null, Deployed: not null })];
        if (report.Server.Major == report.Verified.Major || asked.Length == 0)
            return report;

        await using var clone = await template.CloneAsync(cancellation);
        var expected = await SnapshotReader.ReadAsync(clone, cancellation);
        var notMade = await ChangedClone.MakeAsync(clone, DifferenceScript.Forward(asked), mayChangeRoles: false, cancellation);
        var made = await SnapshotReader.ReadAsync(clone, cancellation);

        var unknown = notMade.Select(n => n.Item.Key).ToHashSet();
        bool IsSame(CatalogItem item) =>
            !unknown.Contains(item.Key)
            && expected.Items.GetValueOrDefault(item.Key)?.Definition == made.Items.GetValueOrDefault(item.Key)?.Definition;
        var alone = asked.Where(d => d.All.All(part => IsSame(part.Item))).ToHashSet();
        return report with
        {
            Differences = [.. report.Differences.Where(d => !alone.Contains(d))],
            Platform = [.. report.Platform.Where(d => !alone.Contains(d))],
            OfVersion = [.. report.Differences.Where(alone.Contains)],
        };
    }
}
