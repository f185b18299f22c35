using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds the claims of the caller's token that SQL reads, such as a plan or a second factor, except standard claims and
/// <c>user_metadata</c>, with values that may give access.
/// </summary>
internal static partial class ForgedClaims
{
    /// <summary>
    /// Returns the JSON paths of the claims that the SQL reads, except standard claims and user_metadata. Each path is returned several
    /// times: with "true" and with each literal of the SQL that is no key of a path as the claim's value, and with the severity if the
    /// claim with this value gives access to rows. Tenants' keys are not used as values, because a token may state the tenants of its user.
    /// </summary>
    public static IEnumerable<(string Path, string Value, Severity Severity)> In(string sql)
    {
        var paths = SqlJson
            .Paths(sql)
            .Select(m => string.Join('.', m.Groups["key"].Captures.Select(c => c.Value)))
            .Concat(
                PathOperator().Matches(sql).Select(m => m.Groups["path"].Value.Replace(',', '.').Replace(" ", "", StringComparison.Ordinal))
            )
            .ToHashSet(StringComparer.Ordinal);
        var keys = paths.SelectMany(p => p.Split('.')).ToHashSet(StringComparer.Ordinal);
        var claims =
            from path in paths
            where path.Split('.')[0] is not ("user_metadata" or "sub" or "role" or "email" or "aud" or "iss" or "exp")
            from literal in ComparedLiterals
                .In(sql)
                .Where(l => !keys.Contains(l) && (!l.StartsWith('{') || SqlJson.Parse(l) is not null))
                .Append("true")
            let value = path == "amr" && literal != "true" && SqlJson.Parse(literal) is null ? SignedInBy(literal) : literal
            select (path, value, SeverityOf(path, value));
        return claims;
    }

    /// <summary>Returns the severity if a claim gives access to rows: critical if every user can obtain the claim.</summary>
    public static Severity SeverityOf(string path, string value) =>
        path is "aal" or "amr" or "email" || path.StartsWith("user_metadata", StringComparison.Ordinal) ? Severity.Critical
        : Staff().IsMatch($"{path} {value}") ? Severity.Medium
        : Severity.High;

    // Returns the value of the claim amr for a user who signed in by the method, for example by a second factor.
    private static string SignedInBy(string method) =>
        new JsonArray(new JsonObject { ["method"] = method, ["timestamp"] = 1_700_000_000 }).ToJsonString();

    [GeneratedRegex("""#>>?\s*'\{(?<path>[^}]+)\}'""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex PathOperator();

    // Words for staff of the company that runs the application.
    [GeneratedRegex("admin|staff|support|super|internal|platform|operator|employee|system|service", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Staff();
}
