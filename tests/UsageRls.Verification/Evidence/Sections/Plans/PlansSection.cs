using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Plans;

/// <summary>The section with the query plans: how many rows and pages each query accesses.</summary>
internal sealed class PlansSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the plans.</summary>
    public const string Plans = "plans";

    /// <summary>The name of the varying part with the pages of queries that write, in the order of the plans.</summary>
    public const string Pages = "pages";

    /// <inheritdoc/>
    public int Place => 110;

    /// <inheritdoc/>
    public string Template => "Plans/plans";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        PlanRecord[] plans =
        [
            .. reports
                .Of<PlanRecord>()
                .OrderBy(p => p.Query, StringComparer.Ordinal)
                .ThenBy(p => p.Baseline, StringComparer.Ordinal)
                .ThenBy(p => p.Caller, StringComparer.Ordinal),
        ];
        return new SectionContent
        {
            Parts = [new(Plans, plans.Select(p => p.Writes ? p with { Pages = null } : p).ToArray())],
            Varying = [new(Pages, plans.Where(p => p.Writes).Select(p => p.Pages!).ToArray())],
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) =>
        record.Part<PlanRecord>(Plans).Count == 0 ? [] : [new("plans", "Plans")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Plans = PlanView.From(record) };
}
