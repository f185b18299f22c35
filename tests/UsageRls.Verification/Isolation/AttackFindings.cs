using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>The findings of the attacks of all baselines, each object once for each attack.</summary>
internal static class AttackFindings
{
    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<IsolationReport> reports) =>
        from report in reports
        from breach in report.Attacks.Breaches
        group (report.Baseline, breach) by (breach.Check, breach.Object) into same
        select Create([.. same]);

    private static Finding Create((GrantBaseline Baseline, AttackBreach Breach)[] same)
    {
        var breach = same.MaxBy(s => s.Breach.Severity).Breach;
        var others = same.SelectMany(s => s.Breach.Callers).Where(c => c != breach.Caller).Distinct(StringComparer.Ordinal).ToArray();
        var baselines = same.Select(s => s.Baseline).Distinct().ToArray() is [var only]
            ? $"{only.ToString().ToLowerInvariant()} baseline only"
            : "both baselines";
        return new Finding(
            FindingKind.Id(FindingKind.Isolation, breach.Check),
            breach.Severity,
            $"{breach.Caller} {breach.What} ({baselines})."
                + $"{(others.Length == 0 ? "" : $" So do {others.Length} other callers, as {others[0]}.")}",
            breach.Object,
            breach.Remedy,
            FindingStatus.Open
        )
        {
            Example = breach.Example,
            Responsible = breach.Responsible,
        };
    }
}
