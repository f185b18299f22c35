namespace UsageRls.Verification.Evidence.Sections.Checks;

/// <summary>A group of checks, as the page shows it.</summary>
internal sealed record TestView(string Group, string Tone, string Numbers, IReadOnlyList<TestLine> Tests)
{
    public static IReadOnlyList<TestView> From(EvidenceRecord record) =>
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
                    [.. g.Select(TestLine.From)]
                )),
        ];
}

/// <summary>One check, as the page shows it.</summary>
internal sealed record TestLine(string Sentence, string Case, string Tone, string Word, string Message)
{
    public static TestLine From(TestRecord test) =>
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
