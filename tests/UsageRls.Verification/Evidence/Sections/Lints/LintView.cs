using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Evidence.Sections.Lints;

/// <summary>The description of a lint, as the page shows it; the findings of the lint link to this description.</summary>
internal sealed record LintView(string Id, LintHeader Header, string Splinter)
{
    private static readonly Dictionary<string, LintView> s_all = Lint
        .All.Select(From)
        .ToDictionary(l => FindingKind.Id(FindingKind.Lint, l.Id), StringComparer.Ordinal);

    /// <summary>Returns the lints that have findings in a record, ordered by number.</summary>
    public static IReadOnlyList<LintView> From(EvidenceRecord record) =>
        [.. record.Findings.Select(From).OfType<LintView>().Distinct().OrderBy(l => l.Id, StringComparer.Ordinal)];

    /// <summary>Returns the lint that reported a finding; null if the finding is not from a lint.</summary>
    public static LintView? From(Finding finding) => s_all.GetValueOrDefault(finding.Id);

    private static LintView From(Lint lint)
    {
        var header = LintHeader.Parse(lint);
        return new LintView(lint.Id, header, string.Join(", ", header.Splinter));
    }
}
