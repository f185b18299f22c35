namespace UsageRls.Verification.Deployed;

/// <summary>
/// Writes the SQL that changes one catalog to another. The SQL first removes, by falling rank, the objects that are surplus or must be
/// created again; then it creates or alters objects, by rising rank.
/// </summary>
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

    private static readonly HashSet<string> s_taking = new(StringComparer.Ordinal)
    {
        "schema",
        "table",
        "foreign table",
        "column",
        "view",
        "materialized view",
        "sequence",
        "type",
        "function",
        "procedure",
        "aggregate",
    };

    /// <summary>
    /// Returns SQL that changes the deployed database to the state that the migrations make. The report shows the SQL; nothing runs it.
    /// </summary>
    public static IEnumerable<string> Backward(IEnumerable<CatalogDifference> differences) =>
        Return(differences).Select(step => step.Sql is null ? $"-- {step.Why}" : $"{step.Sql};");

    /// <summary>Returns the steps that change a clone of the migrated database to the deployed state.</summary>
    internal static IReadOnlyList<ScriptStep> Forward(IEnumerable<CatalogDifference> differences) =>
        Lead(differences.SelectMany(d => Turns(d, of => (of.Expected, of.Deployed))));

    /// <summary>Returns the steps that change the deployed state to the state that the migrations make.</summary>
    internal static IReadOnlyList<ScriptStep> Return(IEnumerable<CatalogDifference> differences) =>
        Lead(differences.SelectMany(d => Turns(d, of => (of.Deployed, of.Expected))));

    private static IReadOnlyList<ScriptStep> Lead(IEnumerable<(CatalogItem? From, CatalogItem? To)> turns)
    {
        var all = turns.ToArray();
        return
        [
            .. all.Where(t => t.From is not null && (t.To is null || (t.To.Alter is null && IsPossible(t.From, t.To))))
                .OrderByDescending(t => t.From!.Rank)
                .Where(t => t.From!.Kind != "owner")
                .Select(t => new ScriptStep(t.From!, t.From!.Unmake, $"{t.From.Kind} {t.From.Identity} has to be removed by hand")),
            .. all.Where(t => t.To is not null).OrderBy(t => t.To!.Rank).SelectMany(t => Make(t.From, t.To!)),
        ];
    }

    private static IEnumerable<(CatalogItem? From, CatalogItem? To)> Turns(
        CatalogDifference difference,
        Func<CatalogDifference, (CatalogItem? From, CatalogItem? To)> turn
    )
    {
        var (from, to) = turn(difference);
        if (from is not null && to is not null && !CanReplace(from, to))
            return [(from, null), (null, to), .. difference.Kept.Select(kept => ((CatalogItem?)null, (CatalogItem?)kept))];
        var parts = difference.Parts.Select(turn);
        // The parts of an object are dropped with the object.
        return [(from, to), .. from is not null && to is null && s_taking.Contains(from.Kind) ? parts.Where(p => p.To is not null) : parts];
    }

    private static bool CanReplace(CatalogItem from, CatalogItem to) =>
        from.Shape == "" || (to.Alter is not null && to.Shape.StartsWith(from.Shape, StringComparison.Ordinal));

    // Whether a script can make the change. The script must not drop a type that columns use or a table that has rows: labels can be added
    // at the end of an enum, and a table can be changed between logged and unlogged. No ALTER PUBLICATION adds or removes FOR ALL TABLES.
    private static bool IsPossible(CatalogItem from, CatalogItem to) =>
        to.Kind switch
        {
            "type" => to.Alter is not null && to.Definition.StartsWith(from.Definition.TrimEnd(')'), StringComparison.Ordinal),
            "table" or "foreign table" => to.Alter is not null && Logged(from) == Logged(to),
            "publication" => IsOfAllTables(from) == IsOfAllTables(to),
            _ => true,
        };

    private static string Logged(CatalogItem table) => table.Definition.Replace("unlogged ", "", StringComparison.Ordinal);

    private static bool IsOfAllTables(CatalogItem publication) => publication.Definition.StartsWith("all tables", StringComparison.Ordinal);

    private static IEnumerable<ScriptStep> Make(CatalogItem? from, CatalogItem to)
    {
        var sql =
            from is null ? to.Make
            : IsPossible(from, to) ? to.Alter ?? to.Make
            : null;
        yield return new ScriptStep(to, sql, $"{to.Kind} {to.Identity} has to be made by hand: {to.Definition.ReplaceLineEndings(" ")}");
        // Default privileges may have granted privileges on the new object: revoke these. Later steps grant the privileges of the target
        // catalog.
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
/// <param name="Item">The item that the statement creates, alters or removes.</param>
/// <param name="Sql">The statement; null if somebody has to write it by hand.</param>
/// <param name="Why">What has to be done by hand, if <paramref name="Sql"/> is null.</param>
internal sealed record ScriptStep(CatalogItem Item, string? Sql, string Why);
