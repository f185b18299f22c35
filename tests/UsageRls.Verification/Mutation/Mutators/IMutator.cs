using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>One kind of defect in the schema.</summary>
public interface IMutator
{
    /// <summary>The name of the defect.</summary>
    string Name { get; }

    /// <summary>What to test if a mutant of this kind survives.</summary>
    string Advice { get; }

    /// <summary>Makes the mutants of this kind for a target.</summary>
    IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants);
}
