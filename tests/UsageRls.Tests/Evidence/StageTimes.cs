using NUnit.Framework.Interfaces;

namespace UsageRls.Tests.Evidence;

/// <summary>Where the time of a run went: how long at least one check of a class was at work, with its set-up, longest first.</summary>
public static class StageTimes
{
    /// <summary>
    /// One line for people, in seconds from the start of the test host. Classes run in parallel: the parts are more than the whole.
    /// </summary>
    /// <param name="suite">The suite, whose tests have ended.</param>
    /// <param name="untilMigrated">The time until the migrations were applied.</param>
    public static string Of(ITestResult suite, TimeSpan untilMigrated)
    {
        var classes = Fixtures(suite)
            .GroupBy(f => Results.GroupOf(f.Test))
            .Select(g => (Name: g.Key, Seconds: Busy(g).TotalSeconds))
            .OrderByDescending(c => c.Seconds);
        var parts = classes.Where(c => c.Seconds >= 0.05).Select(c => FormattableString.Invariant($"{c.Name} {c.Seconds:F1}"));
        return FormattableString.Invariant(
            $"seconds: {untilMigrated.TotalSeconds:F1} until migrated; then, in parallel: {string.Join(", ", parts)}"
        );
    }

    private static TimeSpan Busy(IEnumerable<ITestResult> fixtures)
    {
        var (busy, until) = (TimeSpan.Zero, DateTime.MinValue);
        foreach (var fixture in fixtures.OrderBy(f => f.StartTime))
        {
            var from = fixture.StartTime > until ? fixture.StartTime : until;
            if (fixture.EndTime <= from)
                continue;
            busy += fixture.EndTime - from;
            until = fixture.EndTime;
        }
        return busy;
    }

    private static IEnumerable<ITestResult> Fixtures(ITestResult result) =>
        result.Test.TestType == "TestFixture" ? [result] : result.Children.SelectMany(Fixtures);
}
