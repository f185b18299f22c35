using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Timeline;

/// <summary>What each migration opened and closed.</summary>
internal sealed class TimelineSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 50;

    /// <inheritdoc/>
    public string Template => "Timeline/timeline";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("timeline", "Timeline")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Timeline = TimelineView.Of(record) };
}
