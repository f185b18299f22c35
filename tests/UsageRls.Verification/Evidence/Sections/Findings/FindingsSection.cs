using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Findings;

/// <summary>What the checks report.</summary>
internal sealed class FindingsSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 60;

    /// <inheritdoc/>
    public string Template => "Findings/findings";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("findings", "Findings")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Findings = FindingView.Of(record, locator) };
}
