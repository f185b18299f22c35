using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops the default of a column.</summary>
public sealed class DroppedDefault : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped default";

    /// <inheritdoc/>
    public string Advice => "Insert a row without this column, and check the value of the column.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from column in target.ColumnsOf(target.Table)
        where column.Default is not null
        select new Mutant(
            Name,
            $"column {column.Name}",
            "drop default",
            $"alter table {target.Table.Sql} alter column {SqlText.Identifier(column.Name)} drop default;"
        );
}
