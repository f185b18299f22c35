using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Lints;

/// <summary>
/// Marks findings of some lints as settled if the intent file states who may access the finding's table, because the suite then tests that
/// access by statements.
/// </summary>
public static class SettledByIntent
{
    private static readonly Lazy<HashSet<string>> s_lints = new(() =>
        [.. Lint.All.Where(l => LintHeader.Parse(l).Intent.Length > 0).Select(l => FindingKind.Id(FindingKind.Lint, l.Id))]
    );

    /// <summary>
    /// Returns the finding. The finding is settled if its lint has an <c>Intent</c> header and the intent file names a command for its
    /// table.
    /// </summary>
    public static Finding Apply(Finding finding, IntentFile? intent)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var isSettled =
            s_lints.Value.Contains(finding.Id)
            && intent?.Tables.Any(t => t.Commands.Count > 0 && finding.Object.StartsWith($"{t.Table} ", StringComparison.Ordinal)) == true;
        return finding with { IsSettled = isSettled };
    }
}
