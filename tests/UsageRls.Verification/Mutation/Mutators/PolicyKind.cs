using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A permissive policy becomes restrictive, and the other way round.</summary>
public sealed class PolicyKind : IMutator
{
    /// <inheritdoc/>
    public string Name => "policy kind";

    /// <inheritdoc/>
    public string Advice =>
        "Try what only this policy allows; for a restrictive one, a row that the permissive ones allow and it does not.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        subject.Policies.Select(p => new Mutant(
            Name,
            p.Shown(subject),
            p.Permissive ? "permissive to restrictive" : "restrictive to permissive",
            p.ReplaceBy(subject, p with { Permissive = !p.Permissive })
        ));
}
