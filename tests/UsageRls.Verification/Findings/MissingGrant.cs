using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Findings;

/// <summary>Distinguishes errors of a grant baseline from defects of the migrations.</summary>
public static class MissingGrant
{
    /// <summary>
    /// Whether an error is a missing privilege that the legacy baseline grants. A project with this error either starts from the legacy
    /// baseline, or has to grant the privilege before it moves to the explicit baseline.
    /// </summary>
    /// <param name="error">The server's message.</param>
    /// <param name="on">The baselines with the error.</param>
    /// <param name="tried">How many baselines were tried.</param>
    public static bool IsOfExplicitBaseline(string error, IEnumerable<GrantBaseline> on, int tried) =>
        error.Contains("permission denied for table ", StringComparison.Ordinal) && tried > 1 && on.All(b => b == GrantBaseline.Explicit);
}
