using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Makes a role of the API the owner of the table, so that the role may do everything with the table.</summary>
public sealed class TableOwner : IMutator
{
    /// <inheritdoc/>
    public string Name => "table owner";

    /// <inheritdoc/>
    public string Advice => "Try to change the table's definition as that role, and check the owner of the table.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        DatabaseRole.Api.Select(role => new Mutant(
            Name,
            $"table {target.Table.Name}",
            $"owned by {role}",
            $"alter table {target.Table.Sql} owner to {MutationTarget.Role(role)};"
        ));
}
