using NUnit.Framework.Interfaces;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>The evidence of this run: the stages add their reports, and the suite writes the evidence files when it ends.</summary>
public static class RunEvidence
{
    private static readonly EvidenceFolder s_folder = EvidenceFolder.FromEnvironment();
    private static Task s_marked = Task.CompletedTask;

    /// <summary>Collects the reports of the stages.</summary>
    public static EvidenceCollector Collector { get; } = new(Criteria.All, TimeProvider.System);

    /// <summary>The path of the evidence's HTML page.</summary>
    public static string Page => Path.Combine(s_folder.Path, EvidenceFolder.Html);

    /// <summary>The folder for the message files of failed tests.</summary>
    public static string FailuresFolder => Path.Combine(s_folder.Path, "failed");

    /// <summary>
    /// Starts a background task that deletes the failure files of an earlier run and writes evidence that marks the run as unfinished.
    /// </summary>
    public static void Begin()
    {
        s_marked = Task.Run(() =>
        {
            if (Directory.Exists(FailuresFolder))
                Directory.Delete(FailuresFolder, recursive: true);
            Write();
        });
    }

    /// <summary>Writes the evidence collected so far again, in the background. This evidence still marks the run as unfinished.</summary>
    /// <exception cref="EvidenceException">
    /// The first write failed. The final evidence could not be written either, so the run stops.
    /// </exception>
    public static async Task MarkAsync()
    {
        await s_marked;
        s_marked = Task.Run(Write);
    }

    /// <summary>Writes the evidence collected so far, which marks the run as unfinished.</summary>
    /// <exception cref="EvidenceException">The evidence files could not be written.</exception>
    public static async Task WriteAsync()
    {
        await s_marked;
        Write();
    }

    /// <summary>Writes the final evidence of the run.</summary>
    /// <param name="suite">The result of the whole suite, after its tests have ended.</param>
    /// <param name="all">The tree of all tests, whether selected or not.</param>
    /// <param name="state">The additional information about the tests.</param>
    /// <exception cref="EvidenceException">The evidence files could not be written.</exception>
    public static async Task EndAsync(ITestResult suite, ITest all, RunState state)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // A failed write in the background throws no exception here, because the final write below replaces its files.
        await s_marked.ContinueWith(static _ => { }, TaskScheduler.Default);
        // If such a failure kept the run from starting, nothing is written: the run has already printed the reason.
        if (s_marked.IsFaulted && state.NotStarted is not null)
            return;
        var checks = Results.From(suite, all, state);
        if (Outage.In(checks) is { } why)
        {
            Collector.BrokeOff(why);
            RunConsole.Say($"BROKEN OFF. {why}");
        }

        Collector.Ended(checks);
        var record = Write();
        RunConsole.Say($"evidence: {record.Verdict.Sentence} {Page} ({clock.ElapsedMilliseconds} ms)");
    }

    private static EvidenceRecord Write()
    {
        var record = Collector.ToRecord();
        s_folder.Write(record, Collector.Migrations);
        return record;
    }
}
