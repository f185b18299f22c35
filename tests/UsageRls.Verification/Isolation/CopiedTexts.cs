using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds texts that a call copied from rows of tenants that the caller must not see into rows that the caller can read after the call. Only
/// texts that no other row contains count, and keys never do: a row may refer to a row of another tenant.
/// </summary>
/// <param name="subjects">The watched tables (those whose changes the session records), in the session's order.</param>
/// <param name="known">The column values of the rows, by table and key.</param>
/// <param name="forbidden">The rows that the caller must not see, each with the place of its table in the list of tables.</param>
internal sealed class CopiedTexts(
    IReadOnlyList<Subject> subjects,
    IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
    IReadOnlyList<(Subject Subject, int Place, string Key)> forbidden
)
{
    /// <summary>The shortest text that is not equal to another by chance.</summary>
    private const int ShortestText = 5;

    private readonly Lazy<(Subject From, string Text)[]> _texts = new(() =>
        [.. Telling(known, [.. forbidden.Select(f => (f.Subject, f.Key))], f => f.Subject.Kind == SubjectKind.Tenant)]
    );

    /// <summary>Returns the copied text, the table from which it comes and the table of the copy; null if nothing was copied.</summary>
    /// <param name="call">The call.</param>
    /// <param name="without">The same call without the forbidden rows.</param>
    /// <param name="before">The rows that the caller sees without the call: <see cref="VisibleKeys.Looked"/>.</param>
    /// <param name="after">The rows that the caller sees after the call.</param>
    public (Subject From, string Text, Subject To)? Find(Trial call, Trial without, IReadOnlySet<string> before, IReadOnlySet<string> after)
    {
        foreach (var change in call.Changes.Where(c => c is { IsSame: false, Content: not null }))
        {
            var table = $"#{subjects.Index().First(s => s.Item == change.Table).Index + 1} ";
            // A second run of the call may give a new row another key, so any row of the table that only the call made visible counts.
            var isRead =
                change.Command == "update"
                    ? after.Contains(table + change.Key)
                    : after.Any(line => line.StartsWith(table, StringComparison.Ordinal) && !before.Contains(line));
            if (!isRead)
                continue;
            foreach (var (from, text) in _texts.Value)
            {
                bool IsIn(string? content) => content?.Contains(text, StringComparison.Ordinal) == true;
                if (IsIn(change.Content) && !IsIn(call.Statement.Sql) && !without.Changes.Any(c => IsIn(c.Content)))
                    return (from, text, change.Table);
            }
        }
        return null;
    }

    /// <summary>
    /// Returns the texts of forbidden rows that no other row contains, each with its table. Keys, references to other rows, enums and
    /// booleans do not count.
    /// </summary>
    public static IEnumerable<(Subject From, string Text)> Telling(
        IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
        IReadOnlyCollection<(Subject Subject, string Key)> forbidden,
        Func<(Subject Subject, string Key), bool> isAsked
    )
    {
        var hidden = forbidden.Select(f => (f.Subject.Name, f.Key)).ToHashSet();
        var others = known.Where(k => !hidden.Contains(k.Key)).SelectMany(k => k.Value.Values.Values).ToHashSet(StringComparer.Ordinal);
        var texts =
            from row in forbidden.Where(isAsked)
            where known.ContainsKey((row.Subject.Name, row.Key))
            from column in row.Subject.Table.Columns
            where column.Category is not ('E' or 'B') && !row.Subject.Table.Key.Contains(column.Name)
            where !row.Subject.Table.ForeignKeys.Any(k => k.Columns.Contains(column.Name))
            let text = known[(row.Subject.Name, row.Key)].Values.GetValueOrDefault(column.Name)
            where text is { Length: >= ShortestText } && !others.Contains(text)
            select (row.Subject, text);
        return texts.Distinct();
    }
}
