namespace UsageRls.Verification.Deployed;

/// <summary>Something that the deployed catalog says otherwise than the migrations.</summary>
/// <param name="Expected">The migrations' object; null if they make none.</param>
/// <param name="Deployed">The deployed object; null if there is none.</param>
public sealed record CatalogDifference(CatalogItem? Expected, CatalogItem? Deployed)
{
    /// <summary>Differences that follow from this one, as the columns and policies of a table that is missing.</summary>
    public IReadOnlyList<CatalogDifference> Parts { get; init; } = [];

    /// <summary>Equal objects that are lost when it is dropped and created again: a view's grants.</summary>
    public IReadOnlyList<CatalogItem> Kept { get; init; } = [];

    /// <summary>Privileges of the API's roles that the difference adds in the deployed database.</summary>
    public IReadOnlyList<HeldPrivilege> Gained { get; init; } = [];

    /// <summary>Privileges of the API's roles that the difference takes away in the deployed database.</summary>
    public IReadOnlyList<HeldPrivilege> Lost { get; init; } = [];

    /// <summary>The object that differs, from either catalog.</summary>
    public CatalogItem Item => Expected ?? Deployed!;

    /// <summary>The difference in terms of access.</summary>
    public string Sentence => DifferenceText.Of(this);

    /// <summary>SQL that brings the deployed database back to what the migrations made. Text for a person: nothing runs it.</summary>
    public string Repair => string.Join('\n', DifferenceScript.Backward([this]));

    /// <summary>This one and all that follow from it.</summary>
    public IEnumerable<CatalogDifference> All => [this, .. Parts];
}
