namespace UsageRls.Verification.Evidence;

/// <summary>What the catalog says on one baseline, or on all where they agree.</summary>
internal sealed record CatalogView(string Baseline, CatalogFacts Facts)
{
    public static IReadOnlyList<CatalogView> Of(EvidenceRecord record)
    {
        var alike =
            record.Catalog.Count > 1
            && record
                .Catalog.Select(c => System.Text.Json.JsonSerializer.Serialize(c with { Baseline = "" }))
                .Distinct(StringComparer.Ordinal)
                .Count() == 1;
        return alike
            ? [new CatalogView("the same on both baselines", record.Catalog[0])]
            : [.. record.Catalog.Select(c => new CatalogView($"{c.Baseline} baseline", c))];
    }
}
