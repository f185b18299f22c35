using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>Converts NUnit's results to checks of the record: every test, also those that the filter left out.</summary>
public static partial class Results
{
    private const string Namespace = "UsageRls.Tests.",
        UsageEvents = Namespace + "UsageEvents.";

    /// <summary>The checks of a run.</summary>
    /// <param name="suite">The suite, whose tests have ended.</param>
    /// <param name="all">Every test there is, whether it was to run or not.</param>
    /// <param name="state">The state of the tests.</param>
    public static IReadOnlyList<TestRecord> Of(ITestResult suite, ITest all, RunState state)
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

    /// <summary>The group of a check: its class, without the suite's own namespace.</summary>
    public static string GroupOf(ITest test) => GroupOf(test.ClassName ?? test.FullName);

    /// <summary>The same for a class by its full name, without the folder of one table.</summary>
    public static string GroupOf(string name) =>
        name.StartsWith(UsageEvents, StringComparison.Ordinal) ? name[UsageEvents.Length..]
        : name.StartsWith(Namespace, StringComparison.Ordinal) ? name[Namespace.Length..]
        : name;

    private static IEnumerable<ITestResult> Leaves(ITestResult result) =>
        result.Test.IsSuite ? result.Children.SelectMany(Leaves) : [result];

    private static IEnumerable<ITest> Tests(ITest test) => test.IsSuite ? test.Tests.SelectMany(Tests) : [test];

    // If the tear-down of a fixture fails, no test of it fails.
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
            // It points to a cause; what it said is in the evidence.
            _ when state.Said(test) is { } said => Record(test, TestOutcome.Failed, said),
            TestStatus.Passed or TestStatus.Warning => Record(test, TestOutcome.Passed, ""),
            // NUnit counts the test that reports this as failed, though nothing was tried.
            TestStatus.Failed when state.NotStarted is { } pointer => Record(test, TestOutcome.NotRun, pointer),
            TestStatus.Failed => Record(test, TestOutcome.Failed, result.Message ?? ""),
            _ => Record(test, TestOutcome.NotRun, Reason(result.Message ?? "")),
        };

    // Before the reason NUnit says where it stands, and below it which assumption did not hold, in C#.
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

/// <summary>The state of the suite's tests.</summary>
/// <param name="NotStarted">The message of each test if the preflight failed; null if it passed.</param>
/// <param name="LeftOut">The tests that are no part of the run.</param>
/// <param name="WhyLeftOut">Why they are none.</param>
/// <param name="Said">What a test that points to a cause said in full; null if it does not point to one.</param>
public sealed record RunState(string? NotStarted, IReadOnlyList<ITest> LeftOut, string WhyLeftOut, Func<ITest, string?> Said);
