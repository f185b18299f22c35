using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence;

/// <summary>The run in ten lines at most, then the details: for the summary page of a CI job.</summary>
internal static partial class SummaryText
{
    /// <summary>The summary, in Markdown.</summary>
    public static byte[] Of(EvidenceRecord record) =>
        PageTemplate.Render(
            "Templates/summary.md",
            new Model(
                record.Verdict.Result switch
                {
                    "PASSED" => "✅",
                    "WARNED" => "⚠️",
                    _ => "❌",
                },
                Plain(record.Verdict.Sentence),
                [.. Lines(record).Select(l => new Line(l.What, l.Says))],
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
                        .Select(f => new Line(Say($"{f.Severity}").ToLowerInvariant(), Plain(f.Sentence))),
                ],
                [
                    .. record
                        .Timeline.Where(c => c.Migration == record.Timeline[^1].Migration)
                        .Select(c => new Line(
                            $"{(c.IsOpened ? "opened" : "closed")}: {c.Command}{(c.IsIntended ? "" : ", unintended")}",
                            Plain($"{c.Rows}, by {c.Who} ({c.Grants})")
                        )),
                ],
                [
                    .. record
                        .NotRun.GroupBy(n => n.Why == "" ? "no reason given" : n.Why.Split('\n')[0])
                        .Select(g => new Line(string.Join(", ", g.Select(n => Plain(n.What))), Plain(g.Key))),
                ],
                [
                    .. record.Mutation.SelectMany(m =>
                        m.In(MutantState.Survived)
                            .Select(s => new Line(Plain($"{s.Object}, {m.Baseline}"), Plain($"{s.Mutator}: {s.Change}")))
                    ),
                ],
                [.. record.Migrations.Select(m => new Line(Plain(m.File), m.Sha256))]
            )
        );

    private static IEnumerable<(string What, string Says)> Lines(EvidenceRecord record)
    {
        var server = record.ServerVersion == "" ? "no server" : $"PostgreSQL {record.ServerVersion}";
        var what = record.Counts.Count == 0 && record.Tests.All(t => t.Outcome == TestOutcome.NotRun) ? "Not verified" : "Verified";
        if (record.Migrations.Count == 0)
        {
            yield return ("Not verified", record.Folder == "" ? "no migrations were read" : Plain($"the migrations of {record.Folder}"));
        }
        else
        {
            yield return (
                what,
                Say($"{record.Migrations.Count} migrations of {Plain(record.Folder)} on {server}, ")
                    + Say($"{string.Join(" and ", record.Baselines)} grants, seed {record.Seed}")
            );
        }

        var failed = record.Tests.Count(t => t.Outcome == TestOutcome.Failed);
        var notRun = record.Tests.Count(t => t.Outcome == TestOutcome.NotRun);
        yield return ("Checks", Say($"{record.Tests.Count - failed - notRun:N0} hold, {failed:N0} fail, {notRun:N0} did not run"));
        if (record.Counts.Count > 0)
            yield return ("Tried", string.Join(", ", record.Counts.Select(c => Say($"{c.Number:N0} {c.Of}"))));
        if (record.Timeline.Count > 0)
        {
            var last = record.Timeline.Where(c => c.Migration == record.Timeline[^1].Migration).ToArray();
            yield return (
                "Access changed last by",
                Say($"{Plain(last[0].Migration)}: {last.Count(c => c.IsOpened)} opened, {last.Count(c => !c.IsOpened)} closed")
            );
        }
        if (record.Findings.Count > 0)
        {
            yield return (
                "Findings",
                string.Join(", ", record.Findings.GroupBy(f => f.Status).Select(g => Say($"{g.Count()} {g.Key}").ToLowerInvariant()))
            );
        }

        foreach (var mutation in record.Mutation)
        {
            yield return (
                Plain($"Mutation of {mutation.Table}, {mutation.Baseline}"),
                Say($"{mutation.Killed} of {mutation.Counted} killed, {mutation.In(MutantState.Survived).Count} survive, ")
                    + Say($"{mutation.In(MutantState.Equivalent).Count} signed off")
            );
        }
    }

    // As it would stand in the console, in an element that takes blank lines.
    private static string Start(string message) => WebUtility.HtmlEncode(Text.Cut(message, lines: 25));

    // What is Markdown or HTML in a name stays a name.
    private static string Plain(string text) =>
        Special()
            .Replace(text.ReplaceLineEndings(" "), "\\$0")
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("""[\\`*_\[\]|>#~]""", RegexOptions.NonBacktracking)]
    private static partial Regex Special();

    private sealed record Line(string What, string Says);

    private sealed record Failing(string What, string Says, string Start);

    private sealed record Model(
        string Sign,
        string Sentence,
        IReadOnlyList<Line> Lines,
        IReadOnlyList<Failing> Failures,
        IReadOnlyList<Line> Findings,
        IReadOnlyList<Line> Changes,
        IReadOnlyList<Line> NotRun,
        IReadOnlyList<Line> Survivors,
        IReadOnlyList<Line> Migrations
    );
}
