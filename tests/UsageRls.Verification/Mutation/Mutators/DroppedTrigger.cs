using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A trigger that guards or fills rows is gone.</summary>
public sealed class DroppedTrigger : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped trigger";

    /// <inheritdoc/>
    public string Advice => "Record, change or remove a row that the trigger refuses or changes.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        subject
            .Triggers.Where(t => t.TableOid == subject.Table.Oid)
            .Select(t => new Mutant(
                Name,
                $"trigger {t.Name}",
                "dropped",
                $"drop trigger {SqlText.Identifier(t.Name)} on {subject.Table.Sql};"
            ));
}
