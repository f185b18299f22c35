using System.Text.RegularExpressions;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>Recognizes test failures that the server caused, not the migrations: for example, the connection broke.</summary>
/// <remarks>Source: PostgreSQL documentation, "PostgreSQL Error Codes": classes 08, 53 and 58, and codes that start with 57P.</remarks>
public static partial class Outage
{
    /// <summary>The server failure that the first affected check reports; null if no check failed because of the server.</summary>
    public static string? In(IEnumerable<TestRecord> checks) =>
        checks
            .Where(c => c.Outcome == TestOutcome.Failed)
            .Select(c => Sign().Match(c.Message))
            .Where(m => m.Success)
            .Select(m => $"the server failed while the checks ran ({m.Groups["what"].Value.Trim()})")
            .FirstOrDefault();

    // Matches exceptions as NUnit prints them, and outcomes of the kind OutcomeKind.Broken.
    [GeneratedRegex(
        """(PostgresException : |broken \()(?<what>(08|53|58|57P)\w{2,3}: [^\n]*)|NpgsqlException : (?<what>(Failed to """
            + """connect|Exception while (reading|writing)|The connection pool)[^\n]*)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Sign();
}
