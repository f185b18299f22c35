using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// All claims of the suite about <c>usage_events</c>: first the claims about the catalog, which are the cheapest, then the claims that run
/// statements as callers.
/// </summary>
public static class WholeClaim
{
    /// <summary>Creates the claims for a database with the rows of <see cref="Cast"/>.</summary>
    /// <param name="model">The intent.</param>
    /// <param name="contract">The required catalog entries.</param>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="major">The server's major version.</param>
    public static IReadOnlyList<IClaim> For(AccessModel model, CatalogContract contract, string owner, int major)
    {
        var access = new AccessClaims(model, owner, major);
        IClaim Lines(string name, string area, string file, IReadOnlyList<string> lines) =>
            new CatalogClaim(name, area, file, lines, contract.IsExact);
        IClaim None(string name, string area, string file) => new CatalogClaim(name, area, file, [], isExact: true);
        return
        [
            Lines("Row level security is on, and the migration role owns the table", ClaimArea.Policies, "flags", contract.Flags),
            None("Policies only allow SELECT and INSERT by signed-in users", ClaimArea.Policies, "faults_policies"),
            None("Policies apply to the API roles anon and authenticated", ClaimArea.Policies, "faults_roles"),
            .. contract.Rights is { } rights
                ? (IEnumerable<IClaim>)[Lines("Each role has exactly the privileges that it needs", ClaimArea.Rights, "rights", rights)]
                :
                [
                    None("No API role has a privilege that an audit trail forbids", ClaimArea.Rights, "faults_rights"),
                    None("The role anon has no privilege on the table", ClaimArea.Rights, "faults_anonymous"),
                ],
            contract.Helpers is { } helpers
                ? Lines("The functions of the policies equal the reviewed functions", ClaimArea.Helpers, "helpers", helpers)
                : None("Callers cannot misuse the functions of the policies", ClaimArea.Helpers, "faults_helpers"),
            Lines("The columns are those of the contract", ClaimArea.Schema, "columns", contract.Columns),
            Lines("The constraints are those of the contract", ClaimArea.Schema, "constraints", contract.Constraints),
            Lines("The indexes are those that the queries need", ClaimArea.Indexes, "indexes", contract.Indexes),
            .. MembershipClaims.Seen(owner),
            access.Seen,
            .. EventClaims.For(model, contract, owner),
            access.Recorded,
            .. MembershipClaims.Changed(owner),
            .. access.Rest,
        ];
    }
}
