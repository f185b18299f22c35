namespace UsageRls.Verification.Deployed;

/// <summary>Something that the deployed catalog says otherwise than the migrations.</summary>
/// <param name="Expected">What the migrations made; null if they made none.</param>
/// <param name="Deployed">What is deployed; null if there is none.</param>
public sealed record CatalogDifference(CatalogItem? Expected, CatalogItem? Deployed)
{
    /// <summary>Differences that follow from this one, as the columns and policies of a table that is missing.</summary>
    public IReadOnlyList<CatalogDifference> Parts { get; init; } = [];

    /// <summary>What is equal and goes with it, where it has to be removed and made anew: a view's grants.</summary>
    public IReadOnlyList<CatalogItem> Kept { get; init; } = [];

    /// <summary>What the API's roles may do in the deployed database for it, and may not after the migrations.</summary>
    public IReadOnlyList<HeldPrivilege> Gained { get; init; } = [];

    /// <summary>What the API's roles may do after the migrations, and for it may not in the deployed database.</summary>
    public IReadOnlyList<HeldPrivilege> Lost { get; init; } = [];

    /// <summary>What it is about, as either catalog has it.</summary>
    public CatalogItem Item => Expected ?? Deployed!;

    /// <summary>What is different, in terms of access.</summary>
    public string Sentence => DifferenceText.Of(this);

    /// <summary>SQL that brings the deployed database back to what the migrations made. Text for a person: nothing runs it.</summary>
    public string Repair => string.Join('\n', DifferenceScript.Backward([this]));

    /// <summary>This one and all that follow from it.</summary>
    public IEnumerable<CatalogDifference> All => [this, .. Parts];
}
