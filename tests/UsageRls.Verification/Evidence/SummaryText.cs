using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Renders the summary for the page of a CI job: the run in a few lines, then collapsible details.</summary>
internal static partial class SummaryText
{
    /// <summary>Renders the summary of a run as Markdown.</summary>
    public static byte[] Render(EvidenceRecord record)
    {
        SectionSummary[] sections = [.. EvidenceSections.InOrder.Select(s => s.Summary(record))];
        return PageTemplate.Render(
            "Templates/summary.md",
            new Model(
                record.Verdict.Result switch
                {
                    "PASSED" => "✅",
                    "WARNED" => "⚠️",
                    _ => "❌",
                },
                Plain(record.Verdict.Sentence),
                [.. Lines(record), .. sections.SelectMany(s => s.Lines).Select(Escaped)],
                [
                    .. record
                        .Tests.Where(t => t.Outcome == TestOutcome.Failed)
                        .GroupBy(t => (t.Group, t.Sentence))
                        .Select(g => new Failing(
                            $"{g.Key.Group}: {Plain(g.Key.Sentence)}",
                            Say($"{g.Count()} fail"),
                            Start(g.First().Message)
                        )),
                ],
                [
                    .. record
                        .Findings.Where(f => f.Status == FindingStatus.Open)
                        .Select(f => new SummaryLine(Say($"{f.Severity}").ToLowerInvariant(), Plain(f.Sentence))),
                ],
                [
                    .. record
                        .NotRun.GroupBy(n => n.Why == "" ? "no reason given" : n.Why.Split('\n')[0])
                        .Select(g => new SummaryLine(string.Join(", ", g.Select(n => Plain(n.What))), Plain(g.Key))),
                ],
                [
                    .. sections
                        .SelectMany(s => s.Details)
                        .Where(d => d.Lines.Count > 0)
                        .Select(d => new SummaryDetails(d.Title, [.. d.Lines.Select(Escaped)])),
                ],
                [.. record.Migrations.Select(m => new SummaryLine(Plain(m.File), m.Sha256))]
            )
        );
    }

    private static SummaryLine Escaped(SummaryLine line) => new(Plain(line.What), Plain(line.Says));

    private static IEnumerable<SummaryLine> Lines(EvidenceRecord record)
    {
        var server = record.ServerVersion == "" ? "no server" : $"PostgreSQL {record.ServerVersion}";
        var what = record.Counts.Count == 0 && record.Tests.All(t => t.Outcome == TestOutcome.NotRun) ? "Not verified" : "Verified";
        if (record.Migrations.Count == 0)
        {
            yield return new("Not verified", record.Folder == "" ? "no migrations were read" : Plain($"the migrations of {record.Folder}"));
        }
        else
        {
            yield return new(
                what,
                Say($"{record.Migrations.Count} migrations of {Plain(record.Folder)} on {server}, ")
                    + Say($"{string.Join(" and ", record.Baselines)} grants, seed {record.Seed}")
            );
        }

        var failed = record.Tests.Count(t => t.Outcome == TestOutcome.Failed);
        var notRun = record.Tests.Count(t => t.Outcome == TestOutcome.NotRun);
        yield return new("Checks", Say($"{record.Tests.Count - failed - notRun:N0} hold, {failed:N0} fail, {notRun:N0} did not run"));
        if (record.Kept.Count > 0)
            yield return new("Kept from earlier runs", Plain(string.Join("; ", record.Kept.Select(k => k.ToString()))));
        if (record.Shards.Count > 0)
            yield return new("Verified by shards", Plain(string.Join("; ", record.Shards.Select(s => s.ToString()))));
        if (record.Counts.Count > 0)
            yield return new("Tried", string.Join(", ", record.Counts.Select(c => Say($"{c.Number:N0} {c.Of}"))));
    }

    // The first lines of a message, escaped for HTML; the template puts them into an element that keeps blank lines.
    private static string Start(string message) => WebUtility.HtmlEncode(Text.Cut(message, lines: 25));

    // Escapes characters that Markdown or HTML would interpret.
    private static string Plain(string text) =>
        Special()
            .Replace(text.ReplaceLineEndings(" "), "\\$0")
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("""[\\`*_\[\]|>#~]""", RegexOptions.NonBacktracking)]
    private static partial Regex Special();

    private sealed record Failing(string What, string Says, string Start);

    private sealed record Model(
        string Sign,
        string Sentence,
        IReadOnlyList<SummaryLine> Lines,
        IReadOnlyList<Failing> Failures,
        IReadOnlyList<SummaryLine> Findings,
        IReadOnlyList<SummaryLine> NotRun,
        IReadOnlyList<SummaryDetails> Details,
        IReadOnlyList<SummaryLine> Migrations
    );
}
