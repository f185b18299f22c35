using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Turns a generated column into an ordinary column.</summary>
public sealed class DroppedGenerated : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped generation";

    /// <inheritdoc/>
    public string Advice => "Check the generation expression, and the column's value in a new row.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from column in target.ColumnsOf(target.Table)
        where column.Generated
        select new Mutant(
            Name,
            $"column {column.Name}",
            "drop expression",
            $"alter table {target.Table.Sql} alter column {SqlText.Identifier(column.Name)} drop expression;"
        );
}
