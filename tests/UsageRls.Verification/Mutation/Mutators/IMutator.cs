using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>One kind of defect in the schema.</summary>
public interface IMutator
{
    /// <summary>What the defect is called.</summary>
    string Name { get; }

    /// <summary>What to try where a mutant of this kind survives.</summary>
    string Advice { get; }

    /// <summary>The mutants of this kind that a target has.</summary>
    IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants);
}
