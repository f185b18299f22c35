using NUnit.Framework.Interfaces;

namespace UsageRls.Tests.Evidence;

/// <summary>The times of a run: for each test class, the time during which any of its tests or set-ups ran, longest first.</summary>
public static class StageTimes
{
    /// <summary>
    /// Returns one line with the times in seconds. Classes run in parallel, so the sum of their times may exceed the elapsed time.
    /// </summary>
    /// <param name="suite">The result of the whole suite, after its tests have ended.</param>
    /// <param name="untilMigrated">The time from the start of the test host until the migrations were applied.</param>
    public static string Render(ITestResult suite, TimeSpan untilMigrated)
    {
        var classes = Fixtures(suite)
            .GroupBy(f => Results.GroupOf(f.Test))
            .Select(g => (Name: g.Key, Seconds: Busy(g).TotalSeconds))
            .OrderByDescending(c => c.Seconds);
        var parts = classes.Where(c => c.Seconds >= 0.05).Select(c => FormattableString.Invariant($"{c.Name} {c.Seconds:F1}"));
        return FormattableString.Invariant(
            $"seconds: {untilMigrated.TotalSeconds:F1} until the migrations were applied; then, in parallel: {string.Join(", ", parts)}"
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
