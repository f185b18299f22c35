using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Finds tables whose rows let a user read rows of other users, such as the inspectors of a district. Their policies look like those of
/// memberships, but the rows that an inspector reads belong to users, and not to the district.
/// </summary>
internal sealed class InspectorTables(DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    /// <summary>
    /// Whether a table names inspectors: only policies for SELECT look up the caller's rows in it, the tables of these policies have one
    /// row for each user or an owner whom policies compare with the caller, and the table refers to a catalog, such as one of districts,
    /// of which everybody may read every row.
    /// </summary>
    public bool Contains(Table table)
    {
        bool Asks(IEnumerable<Lookup> lookups) => lookups.Any(l => l.Table == table.Name);
        var asking = rules
            .Policies.Select(p => p.Policy!.Table)
            .Distinct()
            .Where(t => t != table.Name && Asks(rules.AskedBy(t)))
            .Select(schema.Find)
            .OfType<Table>()
            .ToList();
        return asking.Count > 0
            && table.ForeignKeys.Any(k => IsCatalog(k.Parent))
            && asking.All(t => users.IsPerUser(t) || IsOwned(t))
            && !rules.Policies.Any(p => p.Policy!.Command != "select" && Asks(rules.LookupsIn(p)));
    }

    private bool IsOwned(Table table) =>
        users.Author(table) is { } owner && rules.OwnColumns(table.Name).Any(c => c.Column == owner.Column);

    private bool IsCatalog(TableName table) =>
        rules.PoliciesOf(table).Any(t => t.Policy!.OpensSelect && t.Policy.TestsOnly("true"))
        && rules.PoliciesOf(table).All(t => t.Policy!.Command == "select");
}
