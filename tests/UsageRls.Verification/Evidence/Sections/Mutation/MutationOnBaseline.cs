using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>The mutation run of a table on a grant baseline.</summary>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Report">The report of the mutation run.</param>
public sealed record MutationOnBaseline(GrantBaseline Baseline, MutationReport Report);
