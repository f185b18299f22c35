using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A policy is gone.</summary>
public sealed class DroppedPolicy : IMutator
{
    /// <inheritdoc/>
    public string Name => "dropped policy";

    /// <inheritdoc/>
    public string Advice => "Try what the policy is there to allow (or, where it is restrictive, to prevent).";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        subject.Policies.Select(p => new Mutant(Name, p.Shown(subject), "dropped", p.Drop(subject)));
}
