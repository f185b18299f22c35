using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops an index that a claim depends on.</summary>
public sealed class DroppedIndex(IReadOnlyCollection<string> claimed) : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped index";

    /// <inheritdoc/>
    public string Advice => "Check the plan of the query that uses this index, or check the list of indexes.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target
            .Indexes.Where(i => claimed.Contains(i.Shape))
            .Select(i => new Mutant(
                Name,
                $"index {i.Name}",
                "dropped",
                $"drop index {SqlText.Identifier(i.Schema)}.{SqlText.Identifier(i.Name)};"
            ));
}
