using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Glossary;

/// <summary>The section that explains the terms used on the page.</summary>
internal sealed class GlossarySection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 140;

    /// <inheritdoc/>
    public string Template => "Glossary/glossary";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("glossary", "Glossary")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { };
}
