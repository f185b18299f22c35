using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A role holds a right on the table that it should not.</summary>
public sealed class GrantGiven : IMutator
{
    // Policies do not restrict these privileges; they restrict those for rows.
    private static readonly string[] s_beyondRows = ["truncate", "references", "trigger"];

    /// <inheritdoc/>
    public string Name => "grant given";

    /// <inheritdoc/>
    public string Advice => "Claim the exact rights of each role, public too, and try the statement that the right is for.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        from role in Subject.Roles
        from privilege in subject.Privileges
        where subject.HasContract || (role != DatabaseRole.ServiceRole && s_beyondRows.Contains(privilege))
        where !subject.Grants.Any(g => g.TableOid == subject.Table.Oid && g.Role == role && g.Privilege == privilege && g.Column is null)
        select new Mutant(
            Name,
            $"rights of {role} on {subject.Table.Name}",
            privilege,
            $"grant {privilege} on table {subject.Table.Sql} to {Subject.Role(role)};"
        );
}
