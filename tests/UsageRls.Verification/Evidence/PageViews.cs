using System.Globalization;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Two texts that belong together, and whether they differ from run to run.</summary>
internal sealed record Pair(string What, string Says, bool Varies = false, string Code = "", bool IsLong = false);

/// <summary>The first thing on the page.</summary>
internal sealed record HeadView(string Tone, string Word, string Sentence, IReadOnlyList<Pair> Facts, IReadOnlyList<Pair> Counts)
{
    public static HeadView Of(EvidenceRecord record)
    {
        var (tone, word) = record switch
        {
            { State: RunState.Interrupted } => ("bad", "Interrupted"),
            { Verdict.Result: "PASSED" } => ("good", "Verified"),
            { Verdict.Result: "WARNED" } => ("part", "In part"),
            { Tests: var tests } when tests.All(t => t.Outcome != TestOutcome.Failed) => ("bad", "Not run"),
            _ => ("bad", "Not verified"),
        };
        var varying = record.Varying;
        List<Pair> facts =
        [
            new(
                "Migrations",
                record.Migrations.Count == 0 ? "none read yet" : Text.Say($"{record.Migrations.Count} files of {record.Folder}/")
            ),
            new(
                "Commit",
                record.Commit == "" ? "unknown"
                    : record.Commit.EndsWith("-dirty", StringComparison.Ordinal) ? "with changes that are not committed"
                    : "",
                Code: record.Commit.Replace("-dirty", "", StringComparison.Ordinal)
            ),
            new("Server", record.ServerVersion == "" ? "none yet" : varying.Server, Varies: true, IsLong: true),
            new("Grants started from", record.Baselines.Count == 0 ? "none yet" : string.Join(" and ", record.Baselines)),
            new("Seed", record.Seed.ToString(CultureInfo.InvariantCulture)),
            new(
                "Started",
                varying.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
                    + (varying.EndedAt is { } end ? Text.Say($", {(end - varying.StartedAt).TotalSeconds:0} s") : ", did not end"),
                Varies: true
            ),
        ];
        if (varying.Url is { } url)
            facts.Add(new("Run", url, Varies: true));
        var failed = record.Tests.Count(t => t.Outcome == TestOutcome.Failed);
        var notRun = record.Tests.Count(t => t.Outcome == TestOutcome.NotRun);
        return new HeadView(
            tone,
            word,
            record.Verdict.Sentence,
            facts,
            [
                .. record.State == RunState.Interrupted
                    ? (Pair[])[]
                    :
                    [
                        Count(record.Tests.Count - failed - notRun, "check holds", "checks hold"),
                        Count(failed, "check fails", "checks fail"),
                        Count(notRun, "check not run", "checks not run"),
                    ],
                .. from f in record.Findings
                where f.Status != FindingStatus.Closed
                group f by f.Status.ToString().ToLowerInvariant() into same
                select Count(same.Count(), $"finding {same.Key}", $"findings {same.Key}"),
                .. record.Counts.Select(c => new Pair(c.Of, Text.Number(c.Number))),
            ]
        );
    }

    private static Pair Count(int number, string one, string more) => new(number == 1 ? one : more, Text.Number(number));
}

/// <summary>Why a run is red.</summary>
internal sealed record FailureView(IReadOnlyList<FailureLine> First, IReadOnlyList<FailureLine> More, bool Any)
{
    // What fits on a screen beside the verdict.
    private const int OnTop = 3;

    public static FailureView Of(EvidenceRecord record, StatementLocator locator)
    {
        FailureLine[] lines =
        [
            .. Failure
                .Of(record, locator)
                .Select(f => new FailureLine(
                    f.Group,
                    f.Sentence,
                    f.Cases is [var only] ? only : f.Command?.ToString().ToLowerInvariant() ?? "",
                    f.Cases.Count > 1 ? f.Cases : [],
                    Text.Number(f.Cases.Count),
                    f.StartInWords(6),
                    f.Message == f.StartInWords(6) ? "" : Text.Cut(f.Message),
                    f.Place?.ToString() ?? "",
                    f.Place is null ? "" : Text.Cut(f.Place.Sql, 8)
                )),
        ];
        // The same statement once is enough.
        for (var i = lines.Length - 1; i > 0; i--)
        {
            if (lines[i].Place == lines[i - 1].Place)
                lines[i] = lines[i] with { Sql = "" };
        }
        return new FailureView([.. lines.Take(OnTop)], [.. lines.Skip(OnTop)], lines.Length > 0);
    }
}

/// <summary>A reason why a run is red.</summary>
internal sealed record FailureLine(
    string Group,
    string Sentence,
    string About,
    IReadOnlyList<string> Cases,
    string Count,
    string Start,
    string Message,
    string Place,
    string Sql
);

/// <summary>The migrations under test, what did not run, and the task's criteria.</summary>
internal sealed record WhatView(
    IReadOnlyList<MigrationRecord> Migrations,
    IReadOnlyList<FileRecord> Accepted,
    IReadOnlyList<string> StandIns,
    IReadOnlyList<string> StandInCalls,
    IReadOnlyList<NotRunView> NotRun,
    IReadOnlyList<CriterionView> Criteria
)
{
    public static WhatView Of(EvidenceRecord record) =>
        new(
            record.Migrations,
            record.Accepted,
            record.StandIns,
            record.StandInCalls,
            [.. record.NotRun.GroupBy(n => n.Why).Select(g => NotRunView.Of(g.Key, [.. g]))],
            [.. record.Criteria.Select(CriterionView.Of)]
        );
}

/// <summary>What did not run for one reason.</summary>
internal sealed record NotRunView(string Why, string Checks, string What)
{
    public static NotRunView Of(string why, NotRunRecord[] same) =>
        new(
            why == "" ? "no reason given" : why,
            same.Sum(n => n.Checks) is var checks and > 0 ? Text.Number(checks) : "",
            string.Join("; ", same.Select(n => n.Checks > 1 && same.Length > 1 ? Text.Say($"{n.What} {n.Checks}") : n.What))
        );
}

/// <summary>A criterion of the task.</summary>
internal sealed record CriterionView(string Criterion, string Tone, string Word, string Groups, string Numbers)
{
    public static CriterionView Of(CriterionRecord c)
    {
        var (tone, word) = c switch
        {
            { IsShown: true } => ("good", "shown"),
            { Failed: > 0 } => ("bad", "fails"),
            { Passed: > 0 } => ("part", "shown in part"),
            _ => ("part", "not shown"),
        };
        return new CriterionView(c.Criterion, tone, word, string.Join(", ", c.Groups), Sum(c));
    }

    private static string Sum(CriterionRecord c)
    {
        var parts = new[] { (c.Passed, "hold"), (c.Failed, "fail"), (c.NotRun, "did not run") }
            .Where(n => n.Item1 > 0)
            .Select(n => Text.Say($"{n.Item1} {n.Item2}"))
            .ToArray();
        return parts.Length == 0 ? "none ended" : string.Join(", ", parts);
    }
}

/// <summary>What a migration opened and closed; migrations that follow each other and did neither are together.</summary>
internal sealed record TimelineView(
    IReadOnlyList<string> Migrations,
    bool IsChange,
    IReadOnlyList<ChangeRecord> Opened,
    IReadOnlyList<ChangeRecord> Closed
)
{
    public static IReadOnlyList<TimelineView> Of(EvidenceRecord record)
    {
        if (record.Timeline.Count == 0)
            return [];
        var changes = record.Timeline.ToLookup(c => c.Migration, StringComparer.Ordinal);
        var stations = new List<TimelineView>();
        foreach (var file in record.Migrations.Select(m => m.File))
        {
            if (!changes.Contains(file) && stations is [.., { IsChange: false } quiet])
            {
                stations[^1] = quiet with { Migrations = [.. quiet.Migrations, file] };
            }
            else
            {
                stations.Add(
                    new TimelineView(
                        [file],
                        changes.Contains(file),
                        [.. changes[file].Where(c => c.IsOpened)],
                        [.. changes[file].Where(c => !c.IsOpened)]
                    )
                );
            }
        }
        return stations;
    }
}

/// <summary>A finding.</summary>
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
    public static IReadOnlyList<FindingView> Of(EvidenceRecord record, StatementLocator locator) =>
        [
            .. record.Findings.Select(f => new FindingView(
                f,
                f.Status == FindingStatus.Open ? (f.Severity >= Findings.Severity.Medium ? "bad" : "part")
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
                LintView.Of(f)?.Id ?? ""
            )),
        ];

    // A remedy is a statement, or advice where there is none.
    private static bool IsSql(string remedy) =>
        remedy.Contains(';', StringComparison.Ordinal) && !remedy.StartsWith("--", StringComparison.Ordinal);
}

/// <summary>A group of checks.</summary>
internal sealed record TestView(string Group, string Tone, string Numbers, IReadOnlyList<TestLine> Tests)
{
    public static IReadOnlyList<TestView> Of(EvidenceRecord record) =>
        [
            .. record
                .Tests.GroupBy(t => t.Group)
                .Select(g => new TestView(
                    g.Key,
                    g.Any(t => t.Outcome == TestOutcome.Failed) ? "bad"
                        : g.Any(t => t.Outcome == TestOutcome.NotRun) ? "part"
                        : "good",
                    string.Join(
                        ", ",
                        g.GroupBy(t => t.Outcome).OrderBy(o => o.Key).Select(o => Text.Say($"{o.Count()} {TestLine.WordOf(o.Key)}"))
                    ),
                    [.. g.Select(TestLine.Of)]
                )),
        ];
}

/// <summary>A check.</summary>
internal sealed record TestLine(string Sentence, string Case, string Tone, string Word, string Message)
{
    public static TestLine Of(TestRecord test) =>
        new(
            test.Sentence,
            test.Case,
            test.Outcome switch
            {
                TestOutcome.Passed => "good",
                TestOutcome.Failed => "bad",
                _ => "part",
            },
            WordOf(test.Outcome),
            Text.Cut(test.Message)
        );

    public static string WordOf(TestOutcome outcome) =>
        outcome switch
        {
            TestOutcome.Passed => "held",
            TestOutcome.Failed => "failed",
            _ => "did not run",
        };
}

/// <summary>How numbers and sentences are written: the same on every machine.</summary>
internal static class Text
{
    public static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // A message may hold thousands of statements; all of them are in the detail.
    public static string Cut(string text, int lines = 60)
    {
        var all = text.Split('\n');
        return all.Length <= lines
            ? text
            : string.Join('\n', [.. all.Take(lines), Say($"… {all.Length - lines} lines more in {EvidenceFolder.Detail}")]);
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
