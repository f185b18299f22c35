using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops the NOT NULL of a column.</summary>
public sealed class DroppedNotNull : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped not null";

    /// <inheritdoc/>
    public string Advice => "Check which columns may be null, and insert a null into this column.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from column in target.ColumnsOf(target.Table)
        where column is { NotNull: true, InPrimaryKey: false }
        select new Mutant(
            Name,
            $"column {column.Name}",
            "drop not null",
            $"alter table {target.Table.Sql} alter column {SqlText.Identifier(column.Name)} drop not null;"
        );
}
