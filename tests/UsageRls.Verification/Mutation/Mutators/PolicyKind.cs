using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Makes a permissive policy restrictive, or a restrictive policy permissive.</summary>
public sealed class PolicyKind : IMutator
{
    /// <inheritdoc/>
    public string Name => "policy kind";

    /// <inheritdoc/>
    public string Advice =>
        "Test what only this policy allows, or a row that permissive policies allow but this restrictive policy denies.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target.Policies.Select(p => new Mutant(
            Name,
            p.Shown(target),
            p.Permissive ? "permissive to restrictive" : "restrictive to permissive",
            p.ReplaceBy(target, p with { Permissive = !p.Permissive })
        ));
}
