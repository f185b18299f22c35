using NUnit.Framework.Interfaces;

namespace UsageRls.Tests.Evidence;

/// <summary>Where the time of a run went: each class of checks with its set-up, longest first.</summary>
public static class StageTimes
{
    /// <summary>One line for people, in seconds from the start of the test host.</summary>
    /// <param name="suite">The suite, whose tests have ended.</param>
    /// <param name="untilMigrated">How long it took until the migrations stood.</param>
    public static string Of(ITestResult suite, TimeSpan untilMigrated)
    {
        var classes = Fixtures(suite).GroupBy(f => Results.GroupOf(f.Test), f => f.Duration).Select(g => (Name: g.Key, Seconds: g.Sum())).OrderByDescending(c => c.Seconds);
        var parts = classes.Where(c => c.Seconds >= 0.05).Select(c => FormattableString.Invariant($"{c.Name} {c.Seconds:F1}"));
        return FormattableString.Invariant($"seconds: start until migrated {untilMigrated.TotalSeconds:F1}, {string.Join(", ", parts)}");
    }

    private static IEnumerable<ITestResult> Fixtures(ITestResult result) =>
        result.Test.TestType == "TestFixture" ? [result] : result.Children.SelectMany(Fixtures);
}
