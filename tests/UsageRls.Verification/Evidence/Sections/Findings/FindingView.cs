using UsageRls.Verification.Causes;
using UsageRls.Verification.Evidence.Sections.Lints;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence.Sections.Findings;

/// <summary>A finding, as the page shows it.</summary>
internal sealed record FindingView(
    Finding Finding,
    string Tone,
    string Severity,
    string Status,
    string Acceptance,
    string Place,
    string Sql,
    string Advice,
    string RemedySql,
    string Cause,
    string Lint
)
{
    public static IReadOnlyList<FindingView> From(EvidenceRecord record, StatementLocator locator) =>
        [
            .. record.Findings.Select(f => new FindingView(
                f,
                f.Status == FindingStatus.Open ? (f.Severity >= Verification.Findings.Severity.Medium ? "bad" : "part")
                    : f.Status == FindingStatus.Closed ? "good"
                    : "part",
                f.Severity.ToString().ToLowerInvariant(),
                f.Status.ToString().ToLowerInvariant(),
                f.Acceptance?.ToString() ?? "",
                f.Status == FindingStatus.Open ? (f.Responsible?.Place ?? locator.Find(f.Object))?.ToString() ?? "" : "",
                f.Example ?? "",
                IsSql(f.Remedy) ? "" : f.Remedy.TrimStart('-', ' '),
                IsSql(f.Remedy) ? f.Remedy : "",
                f.Responsible?.Explain() ?? "",
                LintView.From(f)?.Id ?? ""
            )),
        ];

    // Whether a remedy is an SQL statement; otherwise it is advice.
    private static bool IsSql(string remedy) =>
        remedy.Contains(';', StringComparison.Ordinal) && !remedy.StartsWith("--", StringComparison.Ordinal);
}
