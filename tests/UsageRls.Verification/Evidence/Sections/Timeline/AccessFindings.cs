using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Timeline;

/// <summary>
/// Makes findings from the unintended access of API callers in timelines, with the migration that opened the access and, if any, the
/// migration that closed it.
/// </summary>
public static class AccessFindings
{
    /// <summary>Returns the findings from the timelines of all grant baselines.</summary>
    public static IReadOnlyList<Finding> From(IReadOnlyList<AccessTimeline> timelines) =>
        [
            .. from life in timelines.SelectMany(Lives)
            where !life.Fact.IsIntended && DatabaseRole.Api.Contains(life.Shown.Cell.Caller.Role)
            group life by (life.Fact.Command, life.Fact.Relation, life.Since, life.ClosedBy, Who: life.Fact.Caller) into byCaller
            let grants = byCaller.Select(l => l.Baseline).Distinct().Count() == timelines.Count && timelines.Count > 1
                ? "both baselines"
                : $"{byCaller.First().Baseline.ToString().ToLowerInvariant()} baseline"
            group (byCaller.Key, Shown: byCaller.First().Shown) by (
                byCaller.Key.Command,
                byCaller.Key.Relation,
                byCaller.Key.Since,
                byCaller.Key.ClosedBy,
                Grants: grants
            ) into byRow
            let who = Cast.InGroups([.. byRow.Select(l => l.Key.Who)])
            group (byRow.Key.Relation, byRow.First().Shown) by (
                byRow.Key.Command,
                byRow.Key.Since,
                byRow.Key.ClosedBy,
                byRow.Key.Grants,
                Who: who
            ) into same
            orderby same.Key.ClosedBy is not null, SeverityOf(same.Key.Command) descending, same.Key.Command
            select Make(
                same.Key.Command,
                same.Key.Since,
                same.Key.ClosedBy,
                same.Key.Grants,
                same.Key.Who,
                [.. same.Select(s => s.Relation.InWords())],
                same.First().Shown
            ),
        ];

    private static Finding Make(
        Command command,
        string since,
        string? closedBy,
        string grants,
        string who,
        string[] rows,
        JudgedAttempt shown
    )
    {
        var word = command.ToString().ToLowerInvariant();
        return new Finding(
            $"access/{word}",
            SeverityOf(command),
            $"Unintended access: {word} on {string.Join("; ", rows)}, by {who} ({grants}).",
            $"{word} on {UsageEventsIntent.Table.Name}",
            RemedyOf(command),
            closedBy is null ? FindingStatus.Open : FindingStatus.Closed
        )
        {
            Since = since,
            ClosedBy = closedBy,
            Example = shown.Attempt.ToSql(),
        };
    }

    // Each period in which an access is open: from the migration that opens it to the migration that closes it. An access may be opened
    // several times.
    private static IEnumerable<Life> Lives(AccessTimeline timeline)
    {
        var open = new Dictionary<AccessFact, (string Since, JudgedAttempt Shown)>();
        foreach (var change in timeline.Changes)
        {
            foreach (var (fact, _) in change.Closed)
            {
                if (open.Remove(fact, out var opened))
                    yield return new Life(change.Baseline, fact, opened.Since, change.Migration, opened.Shown);
            }
            foreach (var (fact, shown) in change.Opened)
                open[fact] = (change.Migration, shown);
        }
        var baseline = timeline.Changes.Count == 0 ? default : timeline.Changes[0].Baseline;
        foreach (var (fact, opened) in open)
            yield return new Life(baseline, fact, opened.Since, null, opened.Shown);
    }

    private static Severity SeverityOf(Command command) =>
        command switch
        {
            Command.Select => Severity.Critical,
            // No HTTP request can run TRUNCATE, LOCK or data definition; the caller must run its own SQL.
            Command.Truncate or Command.Lock or Command.Define => Severity.Medium,
            _ => Severity.High,
        };

    private static string RemedyOf(Command command) =>
        command switch
        {
            Command.Select => "In the using expression of the select policies, allow only organisations of which the caller is a member.",
            Command.Insert =>
                "Restrict the with check expression of the insert policies, and grant insert only on columns that a client may set.",
            Command.Truncate or Command.Define or Command.Lock => "Revoke the privilege: policies do not apply to this command.",
            _ => "Revoke the privilege: the table is an audit trail, whose rows nobody may change or delete.",
        };

    private sealed record Life(
        Fixtures.Databases.GrantBaseline Baseline,
        AccessFact Fact,
        string Since,
        string? ClosedBy,
        JudgedAttempt Shown
    );
}
