using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Glossary;

/// <summary>What the words mean.</summary>
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
