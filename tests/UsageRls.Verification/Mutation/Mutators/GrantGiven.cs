using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Grants a role a table privilege that the migrations do not grant to this role.</summary>
public sealed class GrantGiven : IMutator
{
    // Policies restrict only select, insert, update and delete, not the use of these privileges.
    private static readonly string[] s_beyondRows = ["truncate", "references", "trigger"];

    /// <inheritdoc/>
    public string Name => "grant given";

    /// <inheritdoc/>
    public string Advice => "Check the exact privileges of each role and of public, and run the statement that needs this privilege.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from role in MutationTarget.Roles
        from privilege in target.Privileges
        where target.HasContract || (role != DatabaseRole.ServiceRole && s_beyondRows.Contains(privilege))
        where !target.Grants.Any(g => g.TableOid == target.Table.Oid && g.Role == role && g.Privilege == privilege && g.Column is null)
        select new Mutant(
            Name,
            $"rights of {role} on {target.Table.Name}",
            privilege,
            $"grant {privilege} on table {target.Table.Sql} to {MutationTarget.Role(role)};"
        );
}
