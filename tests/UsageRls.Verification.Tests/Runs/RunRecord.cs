namespace UsageRls.Verification.Tests.Runs;

/// <summary>The content of a run's evidence.</summary>
public sealed record RunRecord(string Result, string Sentence, IReadOnlyList<RunCheck> Checks, IReadOnlyList<string> NotRun)
{
    /// <summary>Returns the groups (test classes) in which at least one check had the given outcome.</summary>
    public IEnumerable<string> Groups(string outcome) => Checks.Where(c => c.Outcome == outcome).Select(c => c.Group).Distinct();
}

/// <summary>A check in a run's evidence.</summary>
public sealed record RunCheck(string Group, string Name, string Outcome, string Message);
