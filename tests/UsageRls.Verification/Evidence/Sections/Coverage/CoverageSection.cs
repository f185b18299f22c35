using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Evidence.Sections.Coverage;

/// <summary>How far every table, view and function in reach was verified.</summary>
internal sealed class CoverageSection : IEvidenceSection
{
    private const string Coverage = "coverage",
        Conclusions = "conclusions";

    /// <inheritdoc/>
    public int Place => 20;

    /// <inheritdoc/>
    public string Template => "Coverage/coverage";

    /// <inheritdoc/>
    public IEnumerable<(string Name, object Part)> Parts(StageReports reports) =>
        [
            (Coverage, reports.Of<IsolationReport>().SelectMany(CoverageRecord.Of).ToArray()),
            (
                Conclusions,
                reports
                    .Of<IsolationReport>()
                    .SelectMany(r => r.Application.Guesses)
                    .Select(g => $"{g.Conclusion}: {g.Reason}{(g.Otherwise is null ? "" : $". Otherwise: {g.Otherwise}")}")
                    .Distinct(StringComparer.Ordinal)
                    .ToArray()
            ),
        ];

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("coverage", "Coverage")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new { Coverage = CoverageView.Of(record.Part<CoverageRecord>(Coverage)), Conclusions = record.Part<string>(Conclusions) };
}
