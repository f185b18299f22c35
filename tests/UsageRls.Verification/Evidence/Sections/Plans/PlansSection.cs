using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Plans;

/// <summary>What queries touch.</summary>
internal sealed class PlansSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 110;

    /// <inheritdoc/>
    public string Template => "Plans/plans";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => record.Plans.Count == 0 ? [] : [new("plans", "Plans")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Plans = PlanView.Of(record) };
}
