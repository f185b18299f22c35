using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>
/// Converts NUnit's results into the checks of the evidence record: every test, including those that the filter did not select.
/// </summary>
public static partial class Results
{
    private const string Namespace = "UsageRls.Tests.",
        UsageEvents = Namespace + "UsageEvents.";

    /// <summary>The checks of a run, one for each test and one for each failed tear-down.</summary>
    /// <param name="suite">The result of the whole suite, after its tests have ended.</param>
    /// <param name="all">The tree of all tests, whether selected or not.</param>
    /// <param name="state">The additional information about the tests.</param>
    public static IReadOnlyList<TestRecord> From(ITestResult suite, ITest all, RunState state)
    {
        var ended = Leaves(suite).DistinctBy(r => r.Test.Id).ToDictionary(r => r.Test.Id, StringComparer.Ordinal);
        return
        [
            .. Tests(all)
                .Select(test =>
                    ended.TryGetValue(test.Id, out var result)
                        ? Record(test, result, state)
                        : Record(test, TestOutcome.NotRun, state.NotStarted ?? "not selected by this run's filter")
                ),
            .. state.LeftOut.SelectMany(Tests).Select(test => Record(test, TestOutcome.NotRun, state.WhyLeftOut)),
            .. Teardowns(suite),
        ];
    }

    /// <summary>The group of a test in the evidence: the name of its class without the suite's namespace.</summary>
    public static string GroupOf(ITest test) => GroupOf(test.ClassName ?? test.FullName);

    /// <summary>The group of a test class, given its full name: without the suite's namespace and the folder <c>UsageEvents</c>.</summary>
    public static string GroupOf(string name) =>
        name.StartsWith(UsageEvents, StringComparison.Ordinal) ? name[UsageEvents.Length..]
        : name.StartsWith(Namespace, StringComparison.Ordinal) ? name[Namespace.Length..]
        : name;

    private static IEnumerable<ITestResult> Leaves(ITestResult result) =>
        result.Test.IsSuite ? result.Children.SelectMany(Leaves) : [result];

    private static IEnumerable<ITest> Tests(ITest test) => test.IsSuite ? test.Tests.SelectMany(Tests) : [test];

    // A failed tear-down of a fixture fails none of its tests, so it gets a check of its own.
    private static IEnumerable<TestRecord> Teardowns(ITestResult result)
    {
        if (!result.Test.IsSuite)
            return [];
        var own = result.ResultState is { Status: TestStatus.Failed, Site: FailureSite.TearDown }
            ? [new TestRecord(GroupOf(result.Test), "Ends_without_a_fault", TestOutcome.Failed, result.Message ?? "")]
            : Array.Empty<TestRecord>();
        return own.Concat(result.Children.SelectMany(Teardowns));
    }

    private static TestRecord Record(ITest test, ITestResult result, RunState state) =>
        result.ResultState.Status switch
        {
            // The console shows only a reference to the cause of this failure; the evidence gets the full message of the test.
            _ when state.Said(test) is { } said => Record(test, TestOutcome.Failed, said),
            TestStatus.Passed or TestStatus.Warning => Record(test, TestOutcome.Passed, ""),
            // The test that reports a failed preflight fails in NUnit. The evidence lists it as not run, because nothing was verified.
            TestStatus.Failed when state.NotStarted is { } pointer => Record(test, TestOutcome.NotRun, pointer),
            TestStatus.Failed => Record(test, TestOutcome.Failed, result.Message ?? ""),
            _ => Record(test, TestOutcome.NotRun, Reason(result.Message ?? "")),
        };

    // Removes the prefix that NUnit puts before a reason, and the C# text of the failed assumption after the reason.
    private static string Reason(string message) =>
        string.Join(
                '\n',
                Where()
                    .Replace(message, "")
                    .Split('\n')
                    .Select(line => line.Trim())
                    .TakeWhile(line => !line.StartsWith("Assume.That(", StringComparison.Ordinal))
            )
            .Trim();

    private static TestRecord Record(ITest test, TestOutcome outcome, string message)
    {
        var arguments = string.Join(", ", ((string[])[Arguments(FixtureOf(test).Name), Arguments(test.Name)]).Where(a => a != ""));
        var name = test.Name.Split('(', 2)[0];
        return new TestRecord(GroupOf(test), arguments == "" ? name : $"{name}({arguments})", outcome, message);
    }

    private static ITest FixtureOf(ITest test)
    {
        var fixture = test;
        while (fixture.Parent is not null && fixture.TestType != "TestFixture")
            fixture = fixture.Parent;
        return fixture;
    }

    private static string Arguments(string name) =>
        name.Split('(', 2) is [_, var arguments] ? arguments[..^1].Replace("\"", "", StringComparison.Ordinal) : "";

    [GeneratedRegex("""\A\s*((OneTime)?SetUp\s*:\s*)+""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Where();
}

/// <summary>The facts about the tests that the evidence needs besides NUnit's results.</summary>
/// <param name="NotStarted">The message of every test if the preflight failed; null if the preflight passed.</param>
/// <param name="LeftOut">The tests of the usage table, if they were removed from the test tree.</param>
/// <param name="WhyLeftOut">The reason why these tests are left out.</param>
/// <param name="Said">Returns the full message of a test that refers to a cause; null for other tests.</param>
public sealed record RunState(string? NotStarted, IReadOnlyList<ITest> LeftOut, string WhyLeftOut, Func<ITest, string?> Said);
