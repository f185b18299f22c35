using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>Sets apart what two major versions of PostgreSQL print differently for the same thing, as the columns of a view.</summary>
internal static class OtherVersion
{
    /// <summary>
    /// Makes the deployed definitions on a clone: what then reads as the migrations made it differs by the version alone.
    /// </summary>
    /// <param name="report">The comparison.</param>
    /// <param name="template">What the migrations made, on the server that they are verified on.</param>
    /// <param name="cancellation">Ends the wait.</param>
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
