using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>All claims of the suite about <c>usage_events</c>, cheapest first.</summary>
public static class WholeClaim
{
    /// <summary>Creates the claims for a database that holds the <see cref="Cast"/>.</summary>
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
            Lines("Row level security is on, and the table belongs to who made it", ClaimArea.Policies, "flags", contract.Flags),
            None("Policies are for signed-in users who read and record", ClaimArea.Policies, "faults_policies"),
            None("The API's roles are not above the policies", ClaimArea.Policies, "faults_roles"),
            .. contract.Rights is { } rights
                ? (IEnumerable<IClaim>)[Lines("Each role holds the rights it needs and no others", ClaimArea.Rights, "rights", rights)]
                :
                [
                    None("No role of the API holds a right that an audit trail forbids", ClaimArea.Rights, "faults_rights"),
                    None("Who has no token holds no right at all", ClaimArea.Rights, "faults_anonymous"),
                ],
            contract.Helpers is { } helpers
                ? Lines("The policies' helpers are as they were reviewed", ClaimArea.Helpers, "helpers", helpers)
                : None("The policies' helpers cannot be turned against them", ClaimArea.Helpers, "faults_helpers"),
            Lines("The columns are those of the task", ClaimArea.Schema, "columns", contract.Columns),
            Lines("The constraints are those of the task", ClaimArea.Schema, "constraints", contract.Constraints),
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
