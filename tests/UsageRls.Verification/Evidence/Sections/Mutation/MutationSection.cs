using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>Deliberate defects, and whether the claims noticed them.</summary>
internal sealed class MutationSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 80;

    /// <inheritdoc/>
    public string Template => "Mutation/mutation";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("mutation", "Mutation")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Mutation = MutationView.Of(record) };
}
