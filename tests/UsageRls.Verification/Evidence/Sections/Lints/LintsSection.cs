using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Lints;

/// <summary>The section with the descriptions of the lints that have findings. The findings link to these descriptions.</summary>
internal sealed class LintsSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 70;

    /// <inheritdoc/>
    public string Template => "Lints/lints";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Lints = LintView.From(record) };
}
