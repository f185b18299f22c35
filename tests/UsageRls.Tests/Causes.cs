using System.Collections.Concurrent;
using System.Reflection;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.UsageEvents;

[assembly: UsageRls.Tests.PointToCauses]

namespace UsageRls.Tests;

/// <summary>
/// Collects the causes of a failed run (such as the policy or grant that allowed access) and prints each cause once, at the end of the
/// run. The message of a test that failed for a cause only names the object of the cause.
/// </summary>
public static class Causes
{
    // The message of a failed check names this many causes.
    private const int MostNamed = 3;

    private static readonly ConcurrentBag<Finding> s_findings = [];
    private static readonly ConcurrentDictionary<string, string> s_pointing = new(StringComparer.Ordinal);

    private static readonly Lazy<Task<IsolationReport>> s_underOwnIntent = new(() =>
        IsolationReports.UnderAsync(UsageEventsIntent.OwnFileAlone)
    );

    /// <summary>Adds findings that fail the run.</summary>
    public static void Add(IEnumerable<Finding> failing)
    {
        foreach (var finding in failing)
            s_findings.Add(finding);
    }

    /// <summary>The causes that have been found so far, worst first.</summary>
    public static IReadOnlyList<Cause> Known => Cause.From(s_findings.DistinctBy(f => (f.Id, f.Object, f.Sentence)));

    /// <summary>The full failure message of a test whose printed message only refers to a cause; null for other tests.</summary>
    public static string? Said(ITest test) => s_pointing.GetValueOrDefault(test.Id);

    /// <summary>Replaces the message of a failed test with one line that names the causes, which the run prints at its end.</summary>
    /// <param name="test">The failed test.</param>
    /// <param name="result">The result of the test.</param>
    /// <param name="causes">The causes that may explain the failure.</param>
    /// <returns>The new result, without stack traces.</returns>
    public static TestResult Point(Test test, TestResult result, IReadOnlyList<Cause> causes)
    {
        s_pointing[test.Id] = result.Message ?? "";
        var where =
            $"Fails for {(causes.Count == 1 ? "the cause" : "causes")} printed at the end of the output and in "
            + $"{Evidence.RunEvidence.Page}: {string.Join("; ", causes.Take(MostNamed).Select(c => c.Object))}"
            + (causes.Count > MostNamed ? $"; and {causes.Count - MostNamed} more" : "");
        var pointing = test.MakeTestResult();
        pointing.SetResult(ResultState.Failure, where, null);
        return pointing;
    }

    /// <summary>Runs the isolation checks of every table, if they have not run yet, to find the causes of a test that has failed.</summary>
    public static async Task FindAsync()
    {
        var exceptions = AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations));
        var findings = IsolationFindings.From(await IsolationReports.AllAsync());
        Add(FindingReview.From(FindingKind.Isolation, findings, exceptions, DateOnly.FromDateTime(DateTime.UtcNow)).Failing);
        // Without an intent file, access is compared with the built-in intent for the usage table, to find what allows other access.
        if (Suite.Intent is null && !Known.Any(IsOfUsageEvents))
            Add(IsolationFindings.From([await s_underOwnIntent.Value]).Where(f => f.Severity.IsGrave));
    }

    /// <summary>Whether a cause is of severity critical or high and one of its findings mentions the usage table.</summary>
    public static bool IsOfUsageEvents(Cause cause) =>
        cause.Severity.IsGrave
        && cause.Findings.Any(f =>
            ((string[])[f.Object, f.Sentence, f.Responsible?.Object ?? ""]).Any(text =>
                text.Contains(UsageEventsTables.Name, StringComparison.Ordinal)
            )
        );

    /// <summary>Prints the causes of the run.</summary>
    public static void Tell()
    {
        var causes = Known;
        foreach (var (place, text) in Cause.Tell(causes).Index())
            RunConsole.Say($"CAUSE {place + 1} of {causes.Count} · {text}");
        if (causes.Count > 0)
        {
            RunConsole.Say(
                $"{s_pointing.Count} failed {(s_pointing.Count == 1 ? "check has" : "checks have")} "
                    + $"{(causes.Count == 1 ? "this cause" : "one of these causes")}; "
                    + $"the statements of each failed check are in {Evidence.RunEvidence.Page}"
            );
        }
    }
}

/// <summary>
/// Runs after each test. If a test failed, its class has the attribute <see cref="HasCausesAttribute"/>, and causes are known, a reference
/// to these causes replaces the message of the test.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PointToCausesAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) { }

    public void AfterTest(ITest test)
    {
        var context = TestExecutionContext.CurrentContext;
        var result = context.CurrentResult;
        if (!Suite.IsStarted || result.ResultState.Status != TestStatus.Failed || test.TypeInfo?.Type is not { } type)
            return;
        if (type.GetCustomAttribute<HasCausesAttribute>() is not { } has)
            return;
        if (!has.FindsThem)
            Find();
        Cause[] causes = [.. Causes.Known.Where(c => has.FindsThem || Causes.IsOfUsageEvents(c))];
        if (causes.Length > 0)
            Point(context, result, causes);
    }

    private static void Point(TestExecutionContext context, TestResult result, IReadOnlyList<Cause> causes)
    {
        context.CurrentResult = Causes.Point(context.CurrentTest, result, causes);
        foreach (var file in result.TestAttachments)
            TestContext.AddTestAttachment(file.FilePath, file.Description);
    }

    private static void Find()
    {
        try
        {
            Causes.FindAsync().GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // If the search for causes fails, only the causes that were found earlier are used.
        }
    }
}

/// <summary>Marks a test class whose failures may have a cause that the run prints separately.</summary>
/// <remarks>Tests of other classes always print their own failure message.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HasCausesAttribute : Attribute
{
    /// <summary>
    /// Whether the causes are made from the findings of this class. If false, the class tests access to the usage table, and the
    /// causes come from the isolation checks.
    /// </summary>
    public bool FindsThem { get; init; }
}
