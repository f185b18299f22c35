using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>The mutation of a table, and the grants that it started from.</summary>
/// <param name="Baseline">The grants.</param>
/// <param name="Report">The mutation.</param>
public sealed record MutationOnBaseline(GrantBaseline Baseline, MutationReport Report);
