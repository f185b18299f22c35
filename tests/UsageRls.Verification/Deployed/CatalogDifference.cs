namespace UsageRls.Verification.Deployed;

/// <summary>An object that differs between the deployed catalog and the catalog that the migrations make.</summary>
/// <param name="Expected">The object that the migrations make; null if they make none.</param>
/// <param name="Deployed">The object in the deployed database; null if there is none.</param>
public sealed record CatalogDifference(CatalogItem? Expected, CatalogItem? Deployed)
{
    /// <summary>Differences that follow from this difference, for example those of the columns and policies of a missing table.</summary>
    public IReadOnlyList<CatalogDifference> Parts { get; init; } = [];

    /// <summary>
    /// Items that are equal in both catalogs, but that are lost when the object that differs is dropped and created again, such as grants
    /// on a view.
    /// </summary>
    public IReadOnlyList<CatalogItem> Kept { get; init; } = [];

    /// <summary>Privileges that the API roles have only in the deployed database, because of the difference.</summary>
    public IReadOnlyList<HeldPrivilege> Gained { get; init; } = [];

    /// <summary>Privileges that the API roles lack in the deployed database because of the difference.</summary>
    public IReadOnlyList<HeldPrivilege> Lost { get; init; } = [];

    /// <summary>The object that differs: as the migrations make it; if they make none, as the deployed database has it.</summary>
    public CatalogItem Item => Expected ?? Deployed!;

    /// <summary>A sentence that describes the difference, and the privileges that API roles gain or lose by it.</summary>
    public string Sentence => DifferenceText.Render(this);

    /// <summary>
    /// SQL that changes the deployed database back to the state that the migrations make. The report shows this SQL; nothing runs it.
    /// </summary>
    public string Repair => string.Join('\n', DifferenceScript.Backward([this]));

    /// <summary>This difference and all differences that follow from it.</summary>
    public IEnumerable<CatalogDifference> All => [this, .. Parts];
}
