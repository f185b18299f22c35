using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Drops a policy.</summary>
public sealed class DroppedPolicy : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped policy";

    /// <inheritdoc/>
    public string Advice => "Test a statement that the policy allows or, if the policy is restrictive, denies.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        target.Policies.Select(p => new Mutant(Name, p.Shown(target), "dropped", p.Drop(target)));
}
