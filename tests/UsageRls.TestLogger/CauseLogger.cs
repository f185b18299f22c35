using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace UsageRls.TestLogger;

/// <summary>
/// The console logger of the main job (<c>--logger usage-rls</c>). It prints the suite's messages during the run, and at the end the failed
/// tests without a known cause and the tests that did not run, each reason once. Other loggers (<c>-v normal</c>, <c>--logger trx</c>) and
/// the evidence list every test.
/// </summary>
[FriendlyName("usage-rls")]
[ExtensionUri("logger://usage-rls/v1")]
public sealed class CauseLogger : ITestLogger
{
    private readonly RunOutcomes _outcomes = new();

    /// <summary>Subscribes to the events of a test run.</summary>
    public void Initialize(TestLoggerEvents events, string testRunDirectory)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.TestRunMessage += (_, message) =>
        {
            if (message.Level != TestMessageLevel.Informational)
                Console.Out.WriteLine(message.Message.TrimEnd('\n', '\r'));
        };
        events.TestResult += (_, result) =>
            _outcomes.Add(
                result.Result.Outcome,
                result.Result.DisplayName ?? result.Result.TestCase.DisplayName,
                result.Result.ErrorMessage ?? "",
                result.Result.ErrorStackTrace ?? ""
            );
        events.TestRunComplete += (_, _) => Console.Out.Write(_outcomes);
    }
}
