using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace UsageRls.TestLogger;

/// <summary>
/// The console of the main job (<c>--logger usage-rls</c>): what the suite says while it runs, and at the end the failed tests that no
/// cause explains and the tests that did not run, each reason once. Test names are in every other logger (<c>-v normal</c>,
/// <c>--logger trx</c>) and in the evidence.
/// </summary>
[FriendlyName("usage-rls")]
[ExtensionUri("logger://usage-rls/v1")]
public sealed class CauseLogger : ITestLogger
{
    private readonly RunOutcomes _outcomes = new();

    /// <summary>Subscribes to a run.</summary>
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
