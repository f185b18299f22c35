namespace UsageRls.Verification.Deployed;

/// <summary>An object that differs between the deployed catalog and the catalog that the migrations make.</summary>
/// <param name="Expected">The object that the migrations make; null if they make none.</param>
/// <param name="Deployed">The object in the deployed database; null if there is none.</param>
public sealed record CatalogDifference(CatalogItem? Expected, CatalogItem? Deployed)
{
    /// <summary>Differences that follow from this difference: for a missing table, those of its columns and policies.</summary>
    public IReadOnlyList<CatalogDifference> Parts { get; init; } = [];

    /// <summary>
    /// Items that are equal in both catalogs, but that are lost when the object that differs is dropped and created again, such as grants
    /// on a view.
    /// </summary>
    public IReadOnlyList<CatalogItem> Kept { get; init; } = [];

    /// <summary>Privileges that the API roles have in the deployed database because of the difference.</summary>
    public IReadOnlyList<HeldPrivilege> Gained { get; init; } = [];

    /// <summary>Privileges that the API roles lack in the deployed database because of the difference.</summary>
    public IReadOnlyList<HeldPrivilege> Lost { get; init; } = [];

    /// <summary>The object that differs: as the migrations make it; if they make none, as the deployed database has it.</summary>
    public CatalogItem Item => Expected ?? Deployed!;

    /// <summary>A sentence that describes the difference by its effect on access.</summary>
    public string Sentence => DifferenceText.Render(this);

    /// <summary>
    /// SQL that changes the deployed database back to the state that the migrations make. It is shown to the reader and never run.
    /// </summary>
    public string Repair => string.Join('\n', DifferenceScript.Backward([this]));

    /// <summary>This difference and all differences that follow from it.</summary>
    public IEnumerable<CatalogDifference> All => [this, .. Parts];
}
