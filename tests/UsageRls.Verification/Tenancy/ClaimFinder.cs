using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>A column that policies compare with a claim of the caller's token.</summary>
internal sealed record ClaimedColumn(Table Table, string Column, TenantClaim Claim);

/// <summary>Finds columns that name a tenant: policies compare them with a claim of the caller's token.</summary>
internal static class ClaimFinder
{
    /// <summary>
    /// For each table of the application, returns the columns that the table's policies compare with a claim of the token, outside
    /// subqueries. Claims about the user's identity and session, such as <c>sub</c>, are left out.
    /// </summary>
    public static IReadOnlyList<ClaimedColumn> Find(DatabaseSchema schema, RuleAnalysis rules)
    {
        var found =
            from table in schema.Tables.Values
            where !table.IsPlatforms
            from text in rules.PoliciesOf(table.Name)
            from equality in text.Equalities(text.Blocks[0])
            from sides in new[] { (Own: equality.Left, Other: equality.Right), (Own: equality.Right, Other: equality.Left) }
            let column = SourceColumns.Find(text, text.Blocks[0], sides.Own)
            where
                column is { } own
                && own.Table == table.Name
                && !rules.IsCaller(text, sides.Other)
                && !rules.LookupsIn(text, sides.Other).Any()
            let claim = rules.ClaimIn(text, sides.Other)
            where claim is not null
            select new ClaimedColumn(table, column!.Value.Column, new TenantClaim(claim.Path, claim.IsList));
        return [.. found.DistinctBy(c => (c.Table.Name, c.Column)).OrderBy(c => c.Table.Name)];
    }
}
