namespace UsageRls.Verification.Evidence.Sections.Catalog;

/// <summary>The catalog facts on one grant baseline, or on all baselines if the facts are the same.</summary>
internal sealed record CatalogView(string Baseline, CatalogFacts Facts)
{
    public static IReadOnlyList<CatalogView> From(IReadOnlyList<CatalogFacts> facts)
    {
        var alike =
            facts.Count > 1
            && facts
                .Select(c => System.Text.Json.JsonSerializer.Serialize(c with { Baseline = "" }))
                .Distinct(StringComparer.Ordinal)
                .Count() == 1;
        return alike
            ? [new CatalogView("the same on both baselines", facts[0])]
            : [.. facts.Select(c => new CatalogView($"{c.Baseline} baseline", c))];
    }
}
