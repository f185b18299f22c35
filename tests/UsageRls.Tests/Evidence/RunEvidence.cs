using NUnit.Framework.Interfaces;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>The evidence of this run: stages hand in what they found, and the suite writes it when it ends.</summary>
public static class RunEvidence
{
    private static readonly EvidenceFolder s_folder = EvidenceFolder.FromEnvironment();
    private static Task s_marked = Task.CompletedTask;

    /// <summary>The collector of the reports.</summary>
    public static EvidenceCollector Collector { get; } = new(Criteria.All, TimeProvider.System);

    /// <summary>The page for people, once the run has ended.</summary>
    public static string Page => Path.Combine(s_folder.Path, EvidenceFolder.Html);

    /// <summary>Where files of failed tests go.</summary>
    public static string FailuresFolder => Path.Combine(s_folder.Path, "failed");

    /// <summary>
    /// Deletes the failure files of an earlier run, and marks the evidence as that of a run that has not ended.
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

    /// <summary>Marks it again with what is known by now, beside whatever the run does meanwhile.</summary>
    /// <exception cref="EvidenceException">
    /// The folder took no mark until now: then it will not take the evidence either, and the run is not worth its time.
    /// </exception>
    public static async Task MarkAsync()
    {
        await s_marked;
        s_marked = Task.Run(Write);
    }

    /// <summary>Writes what the run has found until now, marked as a run that has not ended.</summary>
    /// <exception cref="EvidenceException">It could not be written.</exception>
    public static async Task WriteAsync()
    {
        await s_marked;
        Write();
    }

    /// <summary>Writes the evidence of the run.</summary>
    /// <param name="suite">The suite, whose tests have ended.</param>
    /// <param name="all">Every test there is, whether it was to run or not.</param>
    /// <param name="state">The state of the tests.</param>
    /// <exception cref="EvidenceException">It could not be written.</exception>
    public static async Task EndAsync(ITestResult suite, ITest all, RunState state)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // Even if the mark could not be written, the files that are written now count.
        await s_marked.ContinueWith(static _ => { }, TaskScheduler.Default);
        // The run did not start for this reason and has already said so.
        if (s_marked.IsFaulted && state.NotStarted is not null)
            return;
        var checks = Results.Of(suite, all, state);
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
