using System.Text.RegularExpressions;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>Failures that are the server's and not the migrations': it went away, or ran out of something.</summary>
/// <remarks>Source: PostgreSQL documentation, "PostgreSQL Error Codes": classes 08, 53 and 58, and 57P.</remarks>
public static partial class Outage
{
    /// <summary>What happened to the server, of the first failed check that says so; null if none does.</summary>
    public static string? In(IEnumerable<TestRecord> checks) =>
        checks
            .Where(c => c.Outcome == TestOutcome.Failed)
            .Select(c => Sign().Match(c.Message))
            .Where(m => m.Success)
            .Select(m => $"the server failed while the checks ran ({m.Groups["what"].Value.Trim()})")
            .FirstOrDefault();

    // As NUnit writes an exception, and as an outcome says what was broken.
    [GeneratedRegex(
        """(PostgresException : |broken \()(?<what>(08|53|58|57P)\w{2,3}: [^\n]*)|NpgsqlException : (?<what>(Failed to """
            + """connect|Exception while (reading|writing)|The connection pool)[^\n]*)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Sign();
}
