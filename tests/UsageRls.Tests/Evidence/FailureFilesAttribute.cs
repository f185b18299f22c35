using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: UsageRls.Tests.Evidence.FailureFiles]

namespace UsageRls.Tests.Evidence;

/// <summary>
/// Writes the message of each failed test to a file in the evidence folder and attaches it to the test, because loggers and code hosts
/// truncate long messages.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FailureFilesAttribute : Attribute, ITestAction
{
    private const int LongestName = 120;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) { }

    public void AfterTest(ITest test)
    {
        var result = TestContext.CurrentContext.Result;
        if (result.Outcome.Status != TestStatus.Failed)
            return;
        try
        {
            TestContext.AddTestAttachment(Keep(test, result.Message), "the failure message, with the SQL that reproduces the failure");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // This error is only printed; it does not replace the test's own failure.
            RunConsole.Say($"the message of {test.FullName} could not be written to a file: {fault.Message}");
        }
    }

    private static string Keep(ITest test, string message)
    {
        Directory.CreateDirectory(RunEvidence.FailuresFolder);
        var name = string.Concat(
            $"{test.ClassName?.Split('.')[^1]}.{test.Name}".Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_')
        );
        var file = Path.Combine(RunEvidence.FailuresFolder, $"{name[..Math.Min(name.Length, LongestName)]}-{test.Id}.txt");
        File.WriteAllText(file, RunEvidence.Collector.Clean($"{test.FullName}\n\n{message}\n"));
        return file;
    }
}
