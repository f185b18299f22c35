using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Changes the order, number or direction of the columns of an index that a claim depends on, or drops its included columns.
/// </summary>
public sealed class ReshapedIndex(IReadOnlyCollection<string> claimed) : IMutator
{
    /// <inheritdoc/>
    public string Name => "reshaped index";

    /// <inheritdoc/>
    public string Advice => "Check the plan of the query that uses this index (order, sort, heap fetches), or check the definition.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target.Indexes.Where(i => claimed.Contains(i.Shape)).SelectMany(i => Mutate(target, i));

    private IEnumerable<Mutant> Mutate(MutationTarget target, TargetIndex index)
    {
        Mutant Of(string change, IEnumerable<string> keys, IEnumerable<string> included) =>
            new(Name, $"index {index.Name}", change, Replace(target, index, keys, included));
        string[] keys = [.. index.Keys.Zip(index.Descending, (key, descending) => descending ? $"{key} desc" : key)];
        if (keys.Length > 1)
        {
            yield return Of("columns reversed", keys.Reverse(), index.Included);
            yield return Of("last column dropped", keys[..^1], index.Included);
        }
        if (index.Descending.Any(d => d))
            yield return Of("all ascending", index.Keys, index.Included);
        if (index.Included.Count > 0)
            yield return Of("nothing included", keys, []);
    }

    private static string Replace(MutationTarget target, TargetIndex index, IEnumerable<string> keys, IEnumerable<string> included)
    {
        var name = SqlText.Identifier(index.Name);
        var include = string.Join(", ", included) is { Length: > 0 } list ? $" include ({list})" : "";
        var where = index.Predicate is { } predicate ? $" where {predicate}" : "";
        return $"""
            drop index {SqlText.Identifier(index.Schema)}.{name};
            create {(index.Unique ? "unique " : "")}index {name} on {target.TableOf(index).Sql} using {index.Method} ({string.Join(
                ", ",
                keys
            )}){include}{where};
            """;
    }
}
