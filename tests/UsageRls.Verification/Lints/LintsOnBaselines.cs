using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Lints;

/// <summary>Combines the lint findings of the grant baselines that were tried.</summary>
public static class LintsOnBaselines
{
    /// <summary>
    /// Returns all findings. If a policy fails with "permission denied for table" on the explicit baseline but not on the legacy baseline,
    /// which grants the privilege, the finding has at most severity medium.
    /// </summary>
    /// <param name="found">The findings of each baseline that was tried.</param>
    public static IEnumerable<Finding> Combine(IReadOnlyList<(GrantBaseline Baseline, IReadOnlyList<Finding> Findings)> found) =>
        from same in found
            .SelectMany(f => f.Findings.Select(finding => (f.Baseline, Finding: finding)))
            .GroupBy(f => (f.Finding.Id, f.Finding.Object))
        from finding in same
        select MissingGrant.IsOfExplicitBaseline(finding.Finding.Sentence, same.Select(f => f.Baseline), found.Count)
            ? finding.Finding with
            {
                Severity = finding.Finding.Severity.IsGrave ? Severity.Medium : finding.Finding.Severity,
            }
            : finding.Finding;
}
