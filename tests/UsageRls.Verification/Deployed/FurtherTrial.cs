using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Deployed;

/// <summary>A further trial on a clone with the deployed differences, and on one without them: checks of one table alone.</summary>
/// <param name="RunAsync">Tries it on an empty clone.</param>
public sealed record FurtherTrial(Func<TestDatabase, CancellationToken, Task<FurtherResult>> RunAsync);

/// <summary>The result of a further trial.</summary>
/// <param name="Reached">The statements that got through, with their callers.</param>
/// <param name="Findings">The findings.</param>
public sealed record FurtherResult(IReadOnlyList<ReachedRows> Reached, IReadOnlyList<Finding> Findings);
