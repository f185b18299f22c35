using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>A deployed database against what the migrations make.</summary>
internal sealed class DeployedSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 30;

    /// <inheritdoc/>
    public string Template => "Deployed/deployed";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => record.Deployed is null ? [] : [new("deployed", "Deployed database")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Deployed = DeployedView.Of(record) };
}
