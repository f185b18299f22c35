using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Findings;

/// <summary>Describes on which grant baselines a finding exists.</summary>
public static class BaselineWords
{
    /// <summary>Returns <c>both baselines</c>, or for a single baseline its name: <c>legacy baseline only</c>.</summary>
    public static string On(IEnumerable<GrantBaseline> baselines) =>
        baselines.Distinct().ToArray() is [var only] ? $"{only.ToString().ToLowerInvariant()} baseline only" : "both baselines";

    /// <summary>
    /// Merges the findings of all baselines: keeps one finding of the highest severity for each id and object, and adds the baselines to
    /// its sentence.
    /// </summary>
    public static IEnumerable<Finding> Merge(IEnumerable<(GrantBaseline Baseline, Finding Finding)> findings) =>
        from found in findings
        group found by (found.Finding.Id, found.Finding.Object) into same
        let worst = same.Select(s => s.Finding).MaxBy(f => f.Severity)!
        select worst with
        {
            Sentence = $"{worst.Sentence.TrimEnd('.')} ({On(same.Select(s => s.Baseline))}).",
        };
}
