namespace UsageRls.Verification.Evidence;

/// <summary>The outcome of a check.</summary>
public enum TestOutcome
{
    /// <summary>It held.</summary>
    Passed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It did not run, or could not.</summary>
    NotRun,
}

/// <summary>A check of the run.</summary>
/// <param name="Group">What it belongs to: the class.</param>
/// <param name="Name">Its sentence, with its case.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">Why it failed, or did not run.</param>
public sealed record TestRecord(string Group, string Name, TestOutcome Outcome, string Message)
{
    /// <summary>Group and name.</summary>
    public string FullName => $"{Group}.{Name}";

    /// <summary>The sentence without its case.</summary>
    public string Sentence => Name.Split('(', 2)[0].Replace('_', ' ');

    /// <summary>The case alone; empty if there is only one.</summary>
    public string Case => Name.Split('(', 2) is [_, var arguments] ? arguments.TrimEnd(')') : "";
}

/// <summary>An acceptance criterion of the task, and the checks that show it.</summary>
/// <param name="Criterion">As the task says it.</param>
/// <param name="Groups">Which groups of checks show it.</param>
/// <param name="Passed">How many of their checks held.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="NotRun">How many did not run.</param>
public sealed record CriterionRecord(string Criterion, IReadOnlyList<string> Groups, int Passed, int Failed, int NotRun)
{
    /// <summary>Whether it is shown: every check of it ran and held, and there are some.</summary>
    public bool IsShown => Passed > 0 && Failed == 0 && NotRun == 0;
}

/// <summary>An acceptance criterion, and the groups of checks that show it.</summary>
/// <param name="Text">As the task says it.</param>
/// <param name="Groups">The groups.</param>
public sealed record Criterion(string Text, IReadOnlyList<string> Groups)
{
    /// <summary>How it stands after a run.</summary>
    public CriterionRecord Trace(IReadOnlyList<TestRecord> tests)
    {
        var mine = tests.Where(t => Groups.Contains(t.Group)).ToArray();
        int Count(TestOutcome outcome) => mine.Count(t => t.Outcome == outcome);
        return new CriterionRecord(Text, Groups, Count(TestOutcome.Passed), Count(TestOutcome.Failed), Count(TestOutcome.NotRun));
    }
}
