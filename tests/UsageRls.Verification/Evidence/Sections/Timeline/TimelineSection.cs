using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Timeline;

/// <summary>The section that shows the access that each migration opened and closed.</summary>
internal sealed class TimelineSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the changes of access.</summary>
    public const string Timeline = "timeline";

    /// <inheritdoc/>
    public int Place => 50;

    /// <inheritdoc/>
    public string Template => "Timeline/timeline";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var (timelines, tables) = (reports.Of<AccessTimeline>(), reports.Of<TableTimeline>());
        return new SectionContent
        {
            Parts = [new(Timeline, ChangeRecord.From(timelines, tables).ToArray())],
            Counts = [new("attempts of the timeline", timelines.Sum(t => t.Attempts) + tables.Sum(t => t.Attempts))],
            Findings = AccessFindings.From(timelines),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("timeline", "Timeline")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Timeline = TimelineView.From(record) };

    /// <inheritdoc/>
    public SectionSummary Summary(EvidenceRecord record)
    {
        var changes = record.Part<ChangeRecord>(Timeline);
        if (changes.Count == 0)
            return new SectionSummary();
        var last = changes.Where(c => c.Migration == changes[^1].Migration).ToArray();
        return new SectionSummary
        {
            Lines =
            [
                new(
                    "Last migration that changed access",
                    Text.Say($"{last[0].Migration}: {last.Count(c => c.IsOpened)} opened, {last.Count(c => !c.IsOpened)} closed")
                ),
            ],
            Details =
            [
                new(
                    "The last migration that changed access",
                    [
                        .. last.Select(c => new SummaryLine(
                            $"{(c.IsOpened ? "opened" : "closed")}: {c.Command}{(c.IsIntended ? "" : ", unintended")}",
                            $"{c.Rows}, by {c.Who} ({c.Grants})"
                        )),
                    ]
                ),
            ],
        };
    }
}
