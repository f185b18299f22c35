namespace UsageRls.Verification.Evidence.Sections.Verified;

/// <summary>The migrations under test, what did not run, and the task's acceptance criteria, as the page shows them.</summary>
internal sealed record WhatView(
    IReadOnlyList<MigrationRecord> Migrations,
    IReadOnlyList<FileRecord> Accepted,
    IReadOnlyList<string> StandIns,
    IReadOnlyList<string> StandInCalls,
    IReadOnlyList<NotRunView> NotRun,
    IReadOnlyList<CriterionView> Criteria
)
{
    public static WhatView From(EvidenceRecord record) =>
        new(
            record.Migrations,
            record.Accepted,
            record.StandIns,
            record.Part<string>(VerifiedSection.StandInCalls),
            [.. record.NotRun.GroupBy(n => n.Why).Select(g => NotRunView.From(g.Key, [.. g]))],
            [.. record.Criteria.Select(CriterionView.From)]
        );
}

/// <summary>The stages and checks that did not run for one reason.</summary>
internal sealed record NotRunView(string Why, string Checks, string What)
{
    public static NotRunView From(string why, NotRunRecord[] same) =>
        new(
            why == "" ? "no reason given" : why,
            same.Sum(n => n.Checks) is var checks and > 0 ? Text.Number(checks) : "",
            string.Join("; ", same.Select(n => n.Checks > 1 && same.Length > 1 ? Text.Say($"{n.What} {n.Checks}") : n.What))
        );
}

/// <summary>An acceptance criterion of the task, as the page shows it.</summary>
internal sealed record CriterionView(string Criterion, string Tone, string Word, string Groups, string Numbers)
{
    public static CriterionView From(CriterionRecord c)
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
