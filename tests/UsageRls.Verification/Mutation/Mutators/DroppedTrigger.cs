using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops a trigger of the mutated table.</summary>
public sealed class DroppedTrigger : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped trigger";

    /// <inheritdoc/>
    public string Advice => "Insert, update or delete a row that the trigger refuses or changes.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target
            .Triggers.Where(t => t.TableOid == target.Table.Oid)
            .Select(t => new Mutant(
                Name,
                $"trigger {t.Name}",
                "dropped",
                $"drop trigger {SqlText.Identifier(t.Name)} on {target.Table.Sql};"
            ));
}
