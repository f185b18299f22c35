using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Checks;

/// <summary>The section that lists every check of the run.</summary>
internal sealed class ChecksSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 120;

    /// <inheritdoc/>
    public string Template => "Checks/checks";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("checks", "Checks")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new { Tests = TestView.From(record), Kept = KeptRecord.Lines(record, "probes", "random histories", "twin worlds") };
}
