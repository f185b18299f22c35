namespace UsageRls.Verification.Deployed;

/// <summary>The SQL that leads from one catalog to another: what is not wanted removed, the last made first; what is missing made, in its order.</summary>
public static class DifferenceScript
{
    private static readonly HashSet<string> s_opened = new(StringComparer.Ordinal)
    {
        "table",
        "view",
        "materialized view",
        "sequence",
        "function",
        "procedure",
    };

    /// <summary>From the deployed database to what the migrations made: text for a person.</summary>
    public static IEnumerable<string> Backward(IEnumerable<CatalogDifference> differences) =>
        Lead(differences.SelectMany(d => d.All).Select(d => (d.Deployed, d.Expected)))
            .Select(step => step.Sql is null ? $"-- {step.Why}" : $"{step.Sql};");

    /// <summary>From what the migrations made to the deployed database: for a clone.</summary>
    internal static IReadOnlyList<ScriptStep> Forward(IEnumerable<CatalogDifference> differences) =>
        Lead(differences.SelectMany(d => d.All).Select(d => (d.Expected, d.Deployed)));

    /// <summary>The way back, for a server whose roles were changed.</summary>
    internal static IReadOnlyList<ScriptStep> Return(IEnumerable<CatalogDifference> differences) =>
        Lead(differences.SelectMany(d => d.All).Select(d => (d.Deployed, d.Expected)));

    private static IReadOnlyList<ScriptStep> Lead(IEnumerable<(CatalogItem? From, CatalogItem? To)> pairs)
    {
        var all = pairs.ToArray();
        return
        [
            .. all.Where(p => p.From is not null && (p.To is null || (p.To.Alter is null && IsPossible(p.From, p.To))))
                .OrderByDescending(p => p.From!.Rank)
                .Where(p => p.From!.Kind != "owner")
                .Select(p => new ScriptStep(p.From!, p.From!.Unmake, $"{p.From.Kind} {p.From.Identity} has to be removed by hand")),
            .. all.Where(p => p.To is not null).OrderBy(p => p.To!.Rank).SelectMany(p => Make(p.From, p.To!)),
        ];
    }

    // Columns stand on a type: all that can be done to one is to add labels at the end of an enum.
    private static bool IsPossible(CatalogItem from, CatalogItem to) =>
        to.Kind != "type" || (to.Alter is not null && to.Definition.StartsWith(from.Definition.TrimEnd(')'), StringComparison.Ordinal));

    private static IEnumerable<ScriptStep> Make(CatalogItem? from, CatalogItem to)
    {
        var sql =
            from is null ? to.Make
            : IsPossible(from, to) ? to.Alter ?? to.Make
            : null;
        yield return new ScriptStep(to, sql, $"{to.Kind} {to.Identity} has to be made by hand: {to.Definition.ReplaceLineEndings(" ")}");
        // What it was given by default privileges is not what it is to have.
        if (from is null && s_opened.Contains(to.Kind))
        {
            var keyword = to.Kind switch
            {
                "sequence" => "sequence",
                "function" or "procedure" => "routine",
                _ => "table",
            };
            yield return new ScriptStep(to, $"revoke all on {keyword} {to.Object} from public, anon, authenticated, service_role", "");
        }
    }
}

/// <summary>One statement of a script.</summary>
/// <param name="Item">What it is about.</param>
/// <param name="Sql">The statement; null where a person has to write it.</param>
/// <param name="Why">Then: what is to be done.</param>
internal sealed record ScriptStep(CatalogItem Item, string? Sql, string Why);
