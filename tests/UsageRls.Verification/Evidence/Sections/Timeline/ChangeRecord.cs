using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Timeline;

/// <summary>An access that a migration opened or closed.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="IsOpened">Whether the migration opened the access; otherwise it closed the access.</param>
/// <param name="Command">The command that became possible or impossible.</param>
/// <param name="IsIntended">Whether the intent allows the access.</param>
/// <param name="Rows">The rows to which the access was opened or closed.</param>
/// <param name="Who">The callers whose access changed.</param>
/// <param name="Grants">The grant baseline on which the access changed: <c>legacy</c>, <c>explicit</c> or <c>both</c>.</param>
/// <param name="ExampleCaller">A caller whose attempt shows the change.</param>
/// <param name="ExampleSql">The statement of that attempt.</param>
public sealed record ChangeRecord(
    string Migration,
    bool IsOpened,
    string Command,
    bool IsIntended,
    string Rows,
    string Who,
    string Grants,
    string ExampleCaller,
    string ExampleSql
)
{
    internal static IEnumerable<ChangeRecord> From(IReadOnlyList<AccessTimeline> timelines, IReadOnlyList<TableTimeline> tables) =>
        From(timelines)
            .Concat(
                TableTimelineText
                    .Lines(tables)
                    .Select(l => new ChangeRecord(
                        l.Migration,
                        l.IsOpened,
                        l.Command,
                        l.IsIntended,
                        $"{l.Table}: {l.Rows}",
                        l.Who,
                        l.Grants,
                        l.ExampleCaller,
                        l.ExampleSql
                    ))
            )
            .OrderBy(c => c.Migration, StringComparer.Ordinal);

    private static IEnumerable<ChangeRecord> From(IReadOnlyList<AccessTimeline> timelines) =>
        from change in timelines.SelectMany(t => t.Changes)
        from side in ((bool IsOpened, IReadOnlyDictionary<AccessFact, JudgedAttempt> Facts)[])
            [(true, change.Opened), (false, change.Closed)]
        from line in TimelineText.Lines(change.Baseline, side.Facts)
        group line.Baseline by (
            change.Migration,
            side.IsOpened,
            line.Command,
            line.IsIntended,
            line.Relation,
            line.Who,
            line.ExampleCaller,
            line.ExampleSql
        ) into same
        orderby same.Key.Migration, !same.Key.IsOpened, same.Key.IsIntended, same.Key.Command
        select new ChangeRecord(
            same.Key.Migration,
            same.Key.IsOpened,
            same.Key.Command.ToString().ToLowerInvariant(),
            same.Key.IsIntended,
            same.Key.Relation,
            same.Key.Who,
            same.Count() == timelines.Count && same.Count() > 1 ? "both" : same.First().ToString().ToLowerInvariant(),
            same.Key.ExampleCaller,
            same.Key.ExampleSql
        );
}
