using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>Renders the timeline for review: for each migration, the access that it opened and closed.</summary>
public static partial class TimelineText
{
    /// <summary>Renders the timelines of both grant baselines in Markdown.</summary>
    public static string Render(IReadOnlyList<AccessTimeline> timelines)
    {
        var text = new StringBuilder(
            """
            # Access timeline

            What access each migration opened, and what it closed, as tried on a server after each migration on every kind of row: every
            caller by the plainest ways of each command, and one caller of each kind by every other way for which its role has the
            privilege. A line stands for all its callers; the example is one of the attempts. "Unintended" is what the intent denies. A
            migration that is not named opened nothing and closed nothing.

            """
        );
        foreach (
            var migration in timelines.SelectMany(t => t.Changes).GroupBy(c => c.Migration).OrderBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            TimelineLine[] opened = [.. migration.SelectMany(c => Lines(c.Baseline, c.Opened))];
            TimelineLine[] closed = [.. migration.SelectMany(c => Lines(c.Baseline, c.Closed))];
            // A migration that changed no access has nothing to review.
            if (opened.Length + closed.Length == 0)
                continue;
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## {migration.Key}\n");
            AppendTable(text, "Opened", opened);
            AppendTable(text, "Closed", closed);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void AppendTable(StringBuilder text, string title, TimelineLine[] lines)
    {
        if (lines.Length == 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{title}: nothing.\n");
            return;
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{title}:\n\n| what | on | who | grants | for example |\n| --- | --- | --- | --- | --- |"
        );
        // A change that is the same on both grant baselines is one line.
        foreach (var same in lines.GroupBy(l => (l.What, l.Relation, l.Who, l.Example)))
        {
            var grants = same.Count() == 1 ? same.First().Baseline.ToString().ToLowerInvariant() : "both";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {same.Key.What} | {same.Key.Relation} | {same.Key.Who} | {grants} | {same.Key.Example} |"
            );
        }
        text.AppendLine();
    }

    // Kinds of rows on which the same callers can run the same command share a line; the table's owner has no line.
    internal static IEnumerable<TimelineLine> Lines(GrantBaseline baseline, IReadOnlyDictionary<AccessFact, JudgedAttempt> facts)
    {
        var byRows =
            from fact in facts
            where DatabaseRole.Api.Contains(fact.Value.Cell.Caller.Role)
            group fact by (fact.Key.Command, fact.Key.IsIntended, fact.Key.Relation) into row
            orderby row.Key.Command, row.Key.IsIntended, row.Key.Relation
            select (row.Key, Who: Cast.InGroups([.. row.Select(f => f.Key.Caller)]), Facts: row.AsEnumerable());
        var changes =
            from byRow in byRows
            group byRow by (byRow.Key.Command, byRow.Key.IsIntended, byRow.Who) into same
            let example = same.SelectMany(row => row.Facts).Select(f => f.Value).MinBy(v => v.Attempt.Statement.Sql.Length)!
            select new TimelineLine(
                baseline,
                same.Key.Command,
                same.Key.IsIntended,
                string.Join("; ", same.Select(row => row.Key.Relation.InWords())),
                same.Key.Who,
                example.Cell.Caller.Name,
                Gaps().Replace(example.Attempt.Statement.Sql, " ")
            );
        return changes;
    }

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Gaps();
}

/// <summary>
/// One line of the timeline: a command that some callers can run on some kinds of rows since a migration, or cannot run any more.
/// </summary>
internal sealed record TimelineLine(
    GrantBaseline Baseline,
    Command Command,
    bool IsIntended,
    string Relation,
    string Who,
    string ExampleCaller,
    string ExampleSql
)
{
    public string What => Command.ToString().ToLowerInvariant() + (IsIntended ? "" : ", **unintended**");

    public string Example => $"{ExampleCaller}: `{ExampleSql.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
