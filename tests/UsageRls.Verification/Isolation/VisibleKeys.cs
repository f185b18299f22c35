using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Builds queries for the rows that a role can see, as <c>#place key</c>: the table's place in the list of tables, and the row's key.
/// </summary>
internal static class VisibleKeys
{
    /// <summary>Returns one query for each table whose key columns the role may read; UNION ALL can combine these queries.</summary>
    public static IEnumerable<string> For(IReadOnlyList<Subject> subjects, ColumnPrivileges privileges, string role) =>
        subjects
            .Select((s, i) => (Subject: s, Place: i + 1))
            .Where(s => s.Subject.Table.Key is { Count: > 0 } key && key.All(privileges.Of(role, s.Subject.Name, "SELECT").Contains))
            .Select(s => $"select '#{s.Place} ' || {WatchedSession.KeyOf(s.Subject)} as seen from {WatchedSession.From(s.Subject)} as t");

    /// <summary>
    /// Returns the lines of a look at all tables: <c>#place key</c> for each visible row, and the further lines that the look has.
    /// </summary>
    public static IReadOnlySet<string> Looked(Trial look) => look.Seen.Select(Unquote).ToHashSet(StringComparer.Ordinal);

    // Decodes a row of one text column in PostgreSQL's text format for composite values.
    private static string Unquote(string row)
    {
        var text = row[1..^1];
        return text.StartsWith('"')
            ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
            : text;
    }
}
