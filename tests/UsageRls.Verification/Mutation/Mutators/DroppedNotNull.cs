using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A column may be null.</summary>
public sealed class DroppedNotNull : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped not null";

    /// <inheritdoc/>
    public string Advice => "Claim which columns may be null, and record a null.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        from column in subject.ColumnsOf(subject.Table)
        where column is { NotNull: true, InPrimaryKey: false }
        select new Mutant(
            Name,
            $"column {column.Name}",
            "drop not null",
            $"alter table {subject.Table.Sql} alter column {SqlText.Identifier(column.Name)} drop not null;"
        );
}
