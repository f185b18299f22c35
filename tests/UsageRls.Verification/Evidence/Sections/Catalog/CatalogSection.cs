using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Catalog;

/// <summary>The section with the policies, grants and indexes of the usage table, from the server's catalog.</summary>
internal sealed class CatalogSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the catalog facts.</summary>
    public const string Catalog = "catalog";

    /// <inheritdoc/>
    public int Place => 100;

    /// <inheritdoc/>
    public string Template => "Catalog/catalog";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports) => new() { Parts = [new(Catalog, reports.Of<CatalogFacts>())] };

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("catalog", "Catalog")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new { Catalog = CatalogView.From(record.Part<CatalogFacts>(Catalog)) };
}
