using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>Turns the successful attacks of all grant baselines into findings: one for each object and attack.</summary>
internal static class AttackFindings
{
    /// <summary>Creates one finding for each object and attack in the reports.</summary>
    public static IEnumerable<Finding> From(IReadOnlyList<IsolationReport> reports) =>
        from report in reports
        from breach in report.Attacks.Breaches
        group (report.Baseline, breach) by (breach.Check, breach.Object) into same
        select Create([.. same]);

    private static Finding Create((GrantBaseline Baseline, AttackBreach Breach)[] same)
    {
        var breach = same.OrderByDescending(s => s.Breach.Severity).ThenByDescending(s => s.Breach.What.Length * Settled(s)).First().Breach;
        // If a lint already reports a breach, the text of the breach covers all callers, and can differ between the baselines.
        var alike = same.Where(s => Settled(s) == 0 || s.Breach.What == breach.What).ToArray();
        var differing = same.Except(alike).Select(s => $" {s.Breach.Caller} {s.Breach.What} ({BaselineWords.On([s.Baseline])}).");
        var others = same.Where(s => Settled(s) == 0)
            .SelectMany(s => s.Breach.Callers)
            .Where(c => c != breach.Caller)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return new Finding(
            FindingKind.Id(FindingKind.Isolation, breach.Check),
            breach.Severity,
            $"{breach.Caller} {breach.What} ({BaselineWords.On([.. alike.Select(s => s.Baseline)])})."
                + $"{string.Concat(differing)}{(others.Length == 0 ? "" : $" So do {others.Length} other callers, such as {others[0]}.")}",
            breach.Object,
            breach.Remedy,
            FindingStatus.Open
        )
        {
            Example = breach.Example,
            Responsible = breach.Responsible,
            IsSettled = breach.IsSettled,
        };
    }

    private static int Settled((GrantBaseline Baseline, AttackBreach Breach) seen) => seen.Breach.IsSettled ? 1 : 0;
}
