using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Findings;

/// <summary>Tells errors of a grant baseline from defects of the migrations.</summary>
public static class MissingGrant
{
    /// <summary>
    /// Whether an error is a missing privilege that the legacy baseline grants. The project then starts from the legacy baseline, or has to
    /// grant the privilege before it moves to the explicit one.
    /// </summary>
    /// <param name="error">The server's message.</param>
    /// <param name="on">The baselines with the error.</param>
    /// <param name="tried">How many baselines were tried.</param>
    public static bool IsOfExplicitBaseline(string error, IEnumerable<GrantBaseline> on, int tried) =>
        error.Contains("permission denied for table ", StringComparison.Ordinal) && tried > 1 && on.All(b => b == GrantBaseline.Explicit);
}
