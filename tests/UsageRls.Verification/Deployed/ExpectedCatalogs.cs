using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>For each grant baseline, the catalog that the migrations make, and the catalog of the platform before the migrations.</summary>
public sealed class ExpectedCatalogs
{
    private readonly MigrationSet _migrations;
    private readonly string _owner;
    private readonly Dictionary<GrantBaseline, (CatalogSnapshot Migrated, CatalogSnapshot Platform)> _snapshots = [];
    private readonly Dictionary<GrantBaseline, Template> _templates = [];

    private ExpectedCatalogs(MigrationSet migrations, string owner) => (_migrations, _owner) = (migrations, owner);

    /// <summary>Reads the catalogs from clones.</summary>
    /// <param name="server">The server on which the migrations are verified.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="baselines">The grant baselines on which the migrations are verified.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<ExpectedCatalogs> ReadAsync(
        TestServer server,
        MigrationSet migrations,
        IEnumerable<GrantBaseline> baselines,
        CancellationToken cancellation = default
    )
    {
        var expected = new ExpectedCatalogs(migrations, server.Owner);
        foreach (var baseline in baselines)
        {
            expected._templates[baseline] = await server.TemplateAsync(migrations, baseline, cancellation);
            var platform = await server.TemplateAsync(migrations.First(0), baseline, cancellation);
            expected._snapshots[baseline] = (await OfAsync(expected._templates[baseline]), await OfAsync(platform));
        }
        return expected;

        async Task<CatalogSnapshot> OfAsync(Template template)
        {
            await using var database = await template.CloneAsync(cancellation);
            return await SnapshotReader.ReadAsync(database, cancellation);
        }
    }

    /// <summary>The template database that the migrations make on a grant baseline.</summary>
    public Template this[GrantBaseline baseline] => _templates[baseline];

    /// <summary>Compares a deployed catalog with the expected catalogs, and reports on the baseline with the fewest differences.</summary>
    public async Task<DeployedReport> CompareAsync(CatalogSnapshot deployed, CancellationToken cancellation = default)
    {
        var (baseline, comparison) = _snapshots
            .Select(s =>
                (
                    s.Key,
                    Comparison: SnapshotComparison.Compare(
                        s.Value.Migrated,
                        deployed,
                        new Attribution(s.Value.Platform, _migrations, _owner, deployed.Login)
                    )
                )
            )
            .MinBy(c => c.Comparison.Application.Sum(d => 1 + d.Parts.Count));
        var report = new DeployedReport(deployed.Server, baseline, comparison.Application)
        {
            Verified = _snapshots[baseline].Migrated.Server,
            Platform = comparison.Platform,
            Equal = comparison.Equal,
            History = MigrationHistory.From(deployed, _migrations),
            Sha256 = deployed.Sha256,
        };
        return await OtherVersion.SetApartAsync(report, _templates[baseline], cancellation);
    }
}
