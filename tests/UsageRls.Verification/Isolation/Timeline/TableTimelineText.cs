using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>One line of the timeline: one migration opened or closed one kind of access to rows of a table.</summary>
internal sealed record TableTimelineLine(
    string Migration,
    bool IsOpened,
    string Table,
    string Command,
    bool IsIntended,
    string Rows,
    string Who,
    string Grants,
    string ExampleCaller,
    string ExampleSql
);

/// <summary>Renders the timeline of every table for review: the access that each migration opened and closed on each table.</summary>
public static partial class TableTimelineText
{
    private const string Head =
        "# Timeline of every table\n\n"
        + "The access to tables that each migration opened and closed, as tested on a server by the simplest statement of each "
        + "command, with\n"
        + "generated rows. Migrations that change no access are left out. \"Unintended\" marks access that the intent denies.\n";

    /// <summary>Renders the timelines of all grant baselines as Markdown.</summary>
    public static string Render(IReadOnlyList<TableTimeline> timelines)
    {
        var text = new StringBuilder(Head);
        foreach (var migration in Lines(timelines).GroupBy(l => l.Migration))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n## {migration.Key}\n\n| table | | what | rows | who | grants |\n| --- | --- | --- | --- | --- | --- |\n"
            );
            foreach (var line in migration)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {line.Table} | {(line.IsOpened ? "opened" : "closed")} | "
                        + $"{line.Command}{(line.IsIntended ? "" : ", **unintended**")} | "
                        + $"{line.Rows} | {line.Who} | {line.Grants} |\n"
                );
            }
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    // Merges into one line several kinds of caller with access to the same rows, and the same access on both grant baselines.
    internal static IReadOnlyList<TableTimelineLine> Lines(IReadOnlyList<TableTimeline> timelines)
    {
        var facts =
            from change in timelines.SelectMany(t => t.Changes)
            from side in new[] { (IsOpened: true, Facts: change.Opened), (IsOpened: false, Facts: change.Closed) }
            from fact in side.Facts
            group (fact.Key.Who, Example: fact.Value) by (
                change.Migration,
                side.IsOpened,
                fact.Key.Table,
                fact.Key.Command,
                fact.Key.IsIntended,
                fact.Key.Rows,
                change.Baseline
            );
        var lines =
            from fact in facts
            let example = fact.Select(f => f.Example).MinBy(e => e.Statement.Sql.Length)!
            let who = string.Join(", ", fact.Select(f => f.Who).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            group (fact.Key.Baseline, Example: example) by (
                fact.Key.Migration,
                fact.Key.IsOpened,
                fact.Key.Table,
                fact.Key.Command,
                fact.Key.IsIntended,
                fact.Key.Rows,
                Who: who
            ) into same
            orderby same.Key.Migration, same.Key.Table, !same.Key.IsOpened, same.Key.Command, same.Key.Rows, same.Key.Who
            let first = same.First().Example
            select new TableTimelineLine(
                same.Key.Migration,
                same.Key.IsOpened,
                same.Key.Table.ToString(),
                same.Key.Command,
                same.Key.IsIntended,
                same.Key.Rows,
                same.Key.Who,
                same.Count() == timelines.Count && same.Count() > 1 ? "both" : same.First().Baseline.ToString().ToLowerInvariant(),
                first.Caller.Name,
                Gaps().Replace(first.Statement.Sql, " ")
            );
        return [.. lines];
    }

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Gaps();
}
