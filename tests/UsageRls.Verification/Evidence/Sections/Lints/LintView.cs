using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Evidence.Sections.Lints;

/// <summary>The text of a lint for the page; its findings link here.</summary>
internal sealed record LintView(string Id, LintHeader Header, string Splinter)
{
    private static readonly Dictionary<string, LintView> s_all = Lint
        .All.Select(Of)
        .ToDictionary(l => FindingKind.Id(FindingKind.Lint, l.Id), StringComparer.Ordinal);

    /// <summary>The lints that found something, in the order of their numbers.</summary>
    public static IReadOnlyList<LintView> Of(EvidenceRecord record) =>
        [.. record.Findings.Select(Of).OfType<LintView>().Distinct().OrderBy(l => l.Id, StringComparer.Ordinal)];

    /// <summary>The lint that found something; null if none did.</summary>
    public static LintView? Of(Finding finding) => s_all.GetValueOrDefault(finding.Id);

    private static LintView Of(Lint lint)
    {
        var header = LintHeader.Parse(lint);
        return new LintView(lint.Id, header, string.Join(", ", header.Splinter));
    }
}
