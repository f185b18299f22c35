using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Revokes a privilege that a role needs.</summary>
public sealed class GrantTaken : IMutator
{
    /// <inheritdoc/>
    public string Name => "grant taken";

    /// <inheritdoc/>
    public string Advice => "As that role, run the statement that needs this privilege, with every column on which the role has it.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from grant in target.Grants
        let table = target.TableOf(grant)
        where table.IsTarget || IsReadByPolicies(target, grant)
        let column = grant.Column is null ? "" : $" ({SqlText.Identifier(grant.Column)})"
        select new Mutant(
            Name,
            $"rights of {grant.Role} on {table.Name}",
            grant.Column is null ? grant.Privilege : $"{grant.Privilege} ({grant.Column})",
            $"revoke {grant.Privilege}{column} on table {table.Sql} from {MutationTarget.Role(grant.Role)};"
        );

    // The subquery of a policy runs with the privileges of the calling role.
    private static bool IsReadByPolicies(MutationTarget target, TargetGrant grant) =>
        grant.Privilege == "select"
        && target.Policies.Any(p =>
            p.TableOid == target.Table.Oid && (p.Roles.Contains(grant.Role) || p.Roles.Contains("public") && grant.Role != "service_role")
        )
        && target.Policies.Any(p => p.TableOid == grant.TableOid && (p.Roles.Contains(grant.Role) || p.Roles.Contains("public")));
}
