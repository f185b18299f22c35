using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Deployed;

/// <summary>Checks of one table that run on a clone with the deployed differences, and on a clone without them.</summary>
/// <param name="RunAsync">Runs the checks on a clone without rows.</param>
public sealed record FurtherTrial(Func<TestDatabase, CancellationToken, Task<FurtherResult>> RunAsync);

/// <summary>The result of a further trial.</summary>
/// <param name="Reached">What callers reached: rows or objects, each with its caller and command.</param>
/// <param name="Findings">The findings of the checks.</param>
public sealed record FurtherResult(IReadOnlyList<ReachedRows> Reached, IReadOnlyList<Finding> Findings);
