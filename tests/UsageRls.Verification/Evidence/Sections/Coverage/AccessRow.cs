using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Evidence.Sections.Coverage;

/// <summary>A row of a table's access matrix: what one group of callers can do with one group of rows.</summary>
/// <param name="Who">The callers, for example <c>members (admin)</c>.</param>
/// <param name="Rows">The rows, for example <c>others' rows of their tenant</c>.</param>
/// <param name="Select">
/// Whether the callers can select the rows: <c>yes</c>, <c>no</c>, or <c>some</c> if only some attempts were allowed; followed by
/// <c>, unintended</c> or <c>, missing</c> if the access differs from the intent. Empty if select was not tested.
/// </param>
/// <param name="Insert">Whether the callers can insert such rows, in the same words as <paramref name="Select"/>.</param>
/// <param name="Update">Whether the callers can update the rows, in the same words as <paramref name="Select"/>.</param>
/// <param name="Delete">Whether the callers can delete the rows, in the same words as <paramref name="Select"/>.</param>
public sealed record AccessRow(string Who, string Rows, string Select, string Insert, string Update, string Delete)
{
    /// <summary>Makes the rows of a table's access matrix from the facts that the isolation checks observed.</summary>
    internal static IReadOnlyList<AccessRow> From(TableReport table) =>
        [
            .. table
                .Facts.GroupBy(f =>
                    (Who: AccessWords.Who(f.Caller, table.Table, f.Row), Rows: AccessWords.Rows(f.Caller, table.Table, f.Row))
                )
                .OrderBy(g => g.Key.Who.StartsWith("members", StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(g => g.Key.Who, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Rows, StringComparer.Ordinal)
                .Select(g =>
                {
                    string Of(string command) => Word(table, [.. g.Where(f => f.Command == command)]);
                    return new AccessRow(g.Key.Who, g.Key.Rows, Of("select"), Of("insert"), Of("update"), Of("delete"));
                }),
        ];

    private static string Word(TableReport table, Fact[] facts)
    {
        if (facts.Length == 0)
            return "";
        var reached = facts.Count(f => f.Reached is not null);
        var word =
            reached == 0 ? "no"
            : reached == facts.Length ? "yes"
            : "some";
        var wrong = facts
            .Where(f => table.AgainstIntent.Any(a => a.Caller == f.Caller && a.Command == f.Command && a.Row == f.Row))
            .ToArray();
        return wrong.Length == 0 ? word
            : wrong.Any(f => f.Reached is not null) ? $"{word}, unintended"
            : $"{word}, missing";
    }
}
