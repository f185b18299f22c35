using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Findings;

/// <summary>The section that lists the findings of all checks.</summary>
internal sealed class FindingsSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 60;

    /// <inheritdoc/>
    public string Template => "Findings/findings";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("findings", "Findings")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Findings = FindingView.From(record, locator) };

    /// <inheritdoc/>
    public SectionSummary Summary(EvidenceRecord record) =>
        record.Findings.Count == 0
            ? new SectionSummary()
            : new SectionSummary
            {
                Lines =
                [
                    new(
                        "Findings",
                        string.Join(
                            ", ",
                            record.Findings.GroupBy(f => f.Status).Select(g => Text.Say($"{g.Count()} {g.Key}").ToLowerInvariant())
                        )
                    ),
                ],
            };
}
