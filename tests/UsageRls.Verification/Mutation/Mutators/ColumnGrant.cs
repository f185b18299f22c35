using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Grants a role of the API a privilege on one more column.</summary>
public sealed class ColumnGrant : IMutator
{
    /// <inheritdoc/>
    public string Name => "column grant";

    /// <inheritdoc/>
    public string Advice => "Check the exact privileges on columns: a check of the table's privileges does not cover them.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from role in DatabaseRole.Api
        from privilege in (string[])["select", "insert", "update"]
        where !Has(target, role, privilege, null)
        from column in target.ColumnsOf(target.Table)
        where !Has(target, role, privilege, column.Name)
        select new Mutant(
            Name,
            $"rights of {role} on {target.Table.Name}",
            $"{privilege} ({column.Name})",
            $"grant {privilege} ({SqlText.Identifier(column.Name)}) on table {target.Table.Sql} to {MutationTarget.Role(role)};"
        );

    private static bool Has(MutationTarget target, string role, string privilege, string? column) =>
        target.Grants.Any(g => g.TableOid == target.Table.Oid && g.Role == role && g.Privilege == privilege && g.Column == column);
}
