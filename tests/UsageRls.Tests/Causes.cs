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

/// <summary>The causes of a red run, each printed once at its end; the tests that fail for them refer to it.</summary>
public static class Causes
{
    // As many lines of causes are told in full as a screen has; the first one always is.
    private const int Screen = 30;

    private static readonly ConcurrentBag<Finding> s_findings = [];
    private static readonly ConcurrentDictionary<string, string> s_pointing = new(StringComparer.Ordinal);

    private static readonly Lazy<Task<IsolationReport>> s_underOwnIntent = new(() =>
        IsolationReports.UnderAsync(UsageEventsIntent.OwnFileAlone)
    );

    /// <summary>Takes findings that fail the run.</summary>
    public static void Add(IEnumerable<Finding> failing)
    {
        foreach (var finding in failing)
            s_findings.Add(finding);
    }

    /// <summary>The causes that are known by now.</summary>
    public static IReadOnlyList<Cause> Known => Cause.Of(s_findings.DistinctBy(f => (f.Id, f.Object, f.Sentence)));

    /// <summary>The full message of a test that points to the causes; null if the test does not.</summary>
    public static string? Said(ITest test) => s_pointing.GetValueOrDefault(test.Id);

    /// <summary>
    /// Makes a failed test refer to its cause in one line; the cause itself is printed once.
    /// </summary>
    /// <param name="test">The test.</param>
    /// <param name="result">Its result.</param>
    /// <param name="causes">Those that it may have.</param>
    /// <returns>The result that takes its place: without the stack traces of what it asserted.</returns>
    public static TestResult Point(Test test, TestResult result, IReadOnlyList<Cause> causes)
    {
        s_pointing[test.Id] = result.Message ?? "";
        var where =
            $"Fails for {(causes.Count == 1 ? "the cause" : "causes")} told at the end of the output and in "
            + $"{Evidence.RunEvidence.Page}: {string.Join("; ", causes.Select(c => c.Object))}";
        var pointing = test.MakeTestResult();
        pointing.SetResult(ResultState.Failure, where, null);
        return pointing;
    }

    /// <summary>The isolation of every table, which finds most causes: asked for where a test fails that may have one of them.</summary>
    public static async Task FindAsync()
    {
        var exceptions = AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations));
        var findings = IsolationFindings.Of(await IsolationReports.AllAsync());
        Add(FindingReview.Of(FindingKind.Isolation, findings, exceptions, DateOnly.FromDateTime(DateTime.UtcNow)).Failing);
        // Where nobody has written an intent, the one that the checks of the first table have tells which rule differs from it.
        if (Suite.Intent is null && !Known.Any(IsOfUsageEvents))
            Add(IsolationFindings.Of([await s_underOwnIntent.Value]).Where(f => f.Severity.IsGrave));
    }

    /// <summary>Whether a cause is a policy of that table, what reaches its rows, or what decides who is a member.</summary>
    public static bool IsOfUsageEvents(Cause cause) =>
        cause.Severity.IsGrave
        && cause.Findings.Any(f =>
            ((string[])[f.Object, f.Sentence, f.Responsible?.Object ?? ""]).Any(text =>
                text.Contains(UsageEventsTables.Name, StringComparison.Ordinal)
            )
        );

    /// <summary>Tells them.</summary>
    public static void Tell()
    {
        var causes = Known;
        var told = 0;
        for (var i = 0; i < causes.Count; i++)
        {
            var text = causes[i].Explain();
            if (i > 0 && !causes[i].Severity.IsGrave)
                text = causes[i].Summarize();
            else if (i > 0 && told + text.Count(c => c == '\n') > Screen)
                text = causes[i].Shorten();
            told += text.Count(c => c == '\n') + 1;
            RunConsole.Say($"CAUSE {i + 1} of {causes.Count} · {text}");
        }
        if (causes.Count > 0)
        {
            RunConsole.Say(
                $"{s_pointing.Count} failed {(s_pointing.Count == 1 ? "check has" : "checks have")} "
                    + $"{(causes.Count == 1 ? "this cause" : "one of these causes")}; "
                    + $"what each of them tried is in {Evidence.RunEvidence.Page}"
            );
        }
    }
}

/// <summary>After a test of access has failed: where a cause is known, it points there instead of telling cells.</summary>
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
            // The test fails by what it saw itself; a missing cause is not worth a message.
        }
    }
}

/// <summary>Marks a class whose tests may fail for causes that the run prints.</summary>
/// <remarks>Tests of other classes fail for their own reason and print it.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HasCausesAttribute : Attribute
{
    /// <summary>Whether the findings of the class are the causes; else it tries access to the table that has rooms of its own.</summary>
    public bool FindsThem { get; init; }
}
