using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Revokes from a role a privilege on the mutated table, or a SELECT privilege on another table that subqueries of the policies may read.
/// </summary>
public sealed class GrantTaken : IMutator
{
    /// <inheritdoc/>
    public string Name => "grant taken";

    /// <inheritdoc/>
    public string Advice => "As that role, run the statement that needs this privilege, with every column that the privilege covers.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from grants in target.Grants.GroupBy(g => (g.TableOid, g.Role, g.Privilege, Column: IsTakenAlone(g, target) ? g.Column : ""))
        let grant = grants.First()
        let table = target.TableOf(grant)
        where table.IsTarget || IsReadByPolicies(target, grant)
        let columns = grants.Select(g => g.Column).OfType<string>().ToArray()
        let quoted = columns.Length == 0 ? "" : $" ({string.Join(", ", columns.Select(SqlText.Identifier))})"
        select new Mutant(
            Name,
            $"rights of {grant.Role} on {table.Name}",
            columns.Length == 0 ? grant.Privilege : $"{grant.Privilege} ({string.Join(", ", columns)})",
            $"revoke {grant.Privilege}{quoted} on table {table.Sql} from {MutationTarget.Role(grant.Role)};"
        );

    // An intent file states who reads and writes a row, but not which columns. So a mutant revokes a role's privilege on all columns at
    // once, unless claims check the privileges in the catalog.
    private static bool IsTakenAlone(TargetGrant grant, MutationTarget target) => target.HasContract || grant.Column is null;

    // The subquery of a policy runs with the privileges of the calling role.
    private static bool IsReadByPolicies(MutationTarget target, TargetGrant grant) =>
        grant.Privilege == "select"
        && target.Policies.Any(p =>
            p.TableOid == target.Table.Oid && (p.Roles.Contains(grant.Role) || p.Roles.Contains("public") && grant.Role != "service_role")
        )
        && target.Policies.Any(p => p.TableOid == grant.TableOid && (p.Roles.Contains(grant.Role) || p.Roles.Contains("public")));
}
