namespace UsageRls.Verification.Evidence;

/// <summary>The outcome of a check.</summary>
public enum TestOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The check failed.</summary>
    Failed,

    /// <summary>The check did not run, or could not run.</summary>
    NotRun,
}

/// <summary>A check of the run, with its outcome.</summary>
/// <param name="Group">The check's group: the name of its test class.</param>
/// <param name="Name">The check's test method, with the arguments of its case in parentheses.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">Why the check failed or did not run; empty if it passed.</param>
public sealed record TestRecord(string Group, string Name, TestOutcome Outcome, string Message)
{
    /// <summary>The group and the name, separated by a dot.</summary>
    public string FullName => $"{Group}.{Name}";

    /// <summary>The check's claim as a sentence, without the case.</summary>
    public string Sentence => Name.Split('(', 2)[0].Replace('_', ' ');

    /// <summary>The arguments of the case; empty if the check has no cases.</summary>
    public string Case => Name.Split('(', 2) is [_, var arguments] ? arguments.TrimEnd(')') : "";
}

/// <summary>An acceptance criterion of the task, and the outcomes of the checks that prove it.</summary>
/// <param name="Criterion">The criterion in the words of the task.</param>
/// <param name="Groups">The groups of checks that prove the criterion.</param>
/// <param name="Passed">How many of these checks passed.</param>
/// <param name="Failed">How many of these checks failed.</param>
/// <param name="NotRun">How many of these checks did not run.</param>
public sealed record CriterionRecord(string Criterion, IReadOnlyList<string> Groups, int Passed, int Failed, int NotRun)
{
    /// <summary>Whether the criterion is proved: it has checks, and all of them passed.</summary>
    public bool IsShown => Passed > 0 && Failed == 0 && NotRun == 0;
}

/// <summary>An acceptance criterion of the task, and the groups of checks that prove it.</summary>
/// <param name="Text">The criterion in the words of the task.</param>
/// <param name="Groups">The groups of checks that prove the criterion.</param>
public sealed record Criterion(string Text, IReadOnlyList<string> Groups)
{
    /// <summary>Counts the outcomes of the criterion's checks in a run.</summary>
    public CriterionRecord Trace(IReadOnlyList<TestRecord> tests)
    {
        var mine = tests.Where(t => Groups.Contains(t.Group)).ToArray();
        int Count(TestOutcome outcome) => mine.Count(t => t.Outcome == outcome);
        return new CriterionRecord(Text, Groups, Count(TestOutcome.Passed), Count(TestOutcome.Failed), Count(TestOutcome.NotRun));
    }
}
