using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A role has a privilege on one more column.</summary>
public sealed class ColumnGrant : IMutator
{
    /// <inheritdoc/>
    public string Name => "column grant";

    /// <inheritdoc/>
    public string Advice => "Claim the exact rights on columns: a check of the table's rights does not see them.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        from role in DatabaseRole.Api
        from privilege in (string[])["select", "insert", "update"]
        where !Has(subject, role, privilege, null)
        from column in subject.ColumnsOf(subject.Table)
        where !Has(subject, role, privilege, column.Name)
        select new Mutant(
            Name,
            $"rights of {role} on {subject.Table.Name}",
            $"{privilege} ({column.Name})",
            $"grant {privilege} ({SqlText.Identifier(column.Name)}) on table {subject.Table.Sql} to {Subject.Role(role)};"
        );

    private static bool Has(Subject subject, string role, string privilege, string? column) =>
        subject.Grants.Any(g => g.TableOid == subject.Table.Oid && g.Role == role && g.Privilege == privilege && g.Column == column);
}
