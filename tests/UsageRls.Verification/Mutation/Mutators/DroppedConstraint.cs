using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops a constraint: a check, a foreign key, a primary or unique key, or an exclusion constraint.</summary>
public sealed class DroppedConstraint : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped constraint";

    /// <inheritdoc/>
    public string Advice => "Check the table's list of constraints, and insert a row that this constraint refuses.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target
            .Constraints.Where(c => c.TableOid == target.Table.Oid)
            .Select(c => new Mutant(
                Name,
                $"constraint {c.Name}",
                "dropped",
                $"alter table {target.Table.Sql} drop constraint {SqlText.Identifier(c.Name)};"
            ));
}
