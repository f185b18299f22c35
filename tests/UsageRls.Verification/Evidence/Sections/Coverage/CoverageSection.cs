using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Evidence.Sections.Coverage;

/// <summary>The section that shows how far each table, view and function was verified.</summary>
internal sealed class CoverageSection : IEvidenceSection
{
    private const string Coverage = "coverage",
        Conclusions = "conclusions";

    /// <inheritdoc/>
    public int Place => 20;

    /// <inheritdoc/>
    public string Template => "Coverage/coverage";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var isolation = reports.Of<IsolationReport>();
        return new SectionContent
        {
            Parts =
            [
                new(Coverage, isolation.SelectMany(CoverageRecord.From).ToArray()),
                new(
                    Conclusions,
                    isolation
                        .SelectMany(r => r.Application.Guesses)
                        .Select(g => $"{g.Conclusion}: {g.Reason}{(g.Otherwise is null ? "" : $". Otherwise: {g.Otherwise}")}")
                        .Distinct(StringComparer.Ordinal)
                        .ToArray()
                ),
            ],
            Counts =
            [
                new(
                    "statements tried on the isolation of tables, views and functions",
                    isolation.Sum(r => r.Tables.Sum(t => (long)t.Attempts) + r.Reached.Sum(o => o.Attempts))
                ),
            ],
            Elapsed = isolation.Select(r => new ElapsedRecord(Text.Stage("isolation", r.Baseline), (long)r.Elapsed.TotalMilliseconds)),
            Verdict = Verdict(isolation),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("coverage", "Coverage")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new
        {
            Coverage = CoverageView.From(record.Part<CoverageRecord>(Coverage)),
            Conclusions = record.Part<string>(Conclusions),
            Kept = KeptRecord.Lines(record, "isolation"),
        };

    // Counts a table as verified only if it is verified on every grant baseline on which it can be reached.
    private static string Verdict(IReadOnlyList<IsolationReport> isolation)
    {
        var tables = isolation
            .SelectMany(r => r.Tables)
            .Where(t => t.State is not (TableState.Shared or TableState.NotReachable or TableState.Excluded))
            .GroupBy(t => t.Table.ToString())
            .ToArray();
        var verified = tables.Count(t =>
            t.All(on => on.State is TableState.IsolationVerified or TableState.Verified && on.AgainstIntent.Count == 0)
        );
        return tables.Length == 0
            ? ""
            : Text.Say($"The isolation of {verified:N0} of {tables.Length:N0} tables with rows of tenants or users is verified.");
    }
}
