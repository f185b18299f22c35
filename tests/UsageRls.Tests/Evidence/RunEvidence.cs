using NUnit.Framework.Interfaces;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>The evidence of this run: stages hand in what they found, and the suite writes it when it ends.</summary>
public static class RunEvidence
{
    private static readonly EvidenceFolder s_folder = EvidenceFolder.FromEnvironment();
    private static Task s_marked = Task.CompletedTask;

    /// <summary>What takes the reports.</summary>
    public static EvidenceCollector Collector { get; } = new(Criteria.All);

    /// <summary>Where files of failed tests go.</summary>
    public static string FailuresFolder => Path.Combine(s_folder.Path, "failed");

    /// <summary>Takes a report, and gives it back.</summary>
    public static T Keep<T>(T report, Action<EvidenceCollector, T> add)
    {
        add(Collector, report);
        return report;
    }

    /// <summary>Marks the evidence as of a run that has not ended, beside whatever the run does meanwhile.</summary>
    public static void Mark()
    {
        var record = Collector.ToRecord();
        s_marked = s_marked.ContinueWith(_ => s_folder.Write(record, Collector.Migrations), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Clears what a run before this one left of its failed tests.</summary>
    public static void Begin()
    {
        if (Directory.Exists(FailuresFolder)) Directory.Delete(FailuresFolder, recursive: true);
        Mark();
    }

    /// <summary>Writes the evidence of the run.</summary>
    /// <param name="suite">The suite, whose tests have ended.</param>
    /// <param name="all">Every test there is, whether it was to run or not.</param>
    public static async Task EndAsync(ITestResult suite, ITest all)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // Whatever came of the mark, what counts is what is written now.
        await s_marked.ContinueWith(static _ => { }, TaskScheduler.Default);
        Collector.Ended(Results.Of(suite, all));
        var record = Collector.ToRecord();
        s_folder.Write(record, Collector.Migrations);
        Suite.Say($"evidence: {record.Verdict.Sentence} {Path.Combine(s_folder.Path, EvidenceFolder.Html)} ({clock.ElapsedMilliseconds} ms)");
    }
}
