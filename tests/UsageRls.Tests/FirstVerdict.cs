using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using NUnit.Framework.Interfaces;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Tests;

/// <summary>
/// The first verdict of a run: the tables whose access changed since a run last verified them are judged and printed before the other
/// checks begin.
/// </summary>
public static class FirstVerdict
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2); // the other checks start then, also if a table is not judged
    private static readonly ConcurrentQueue<TableReport> s_judged = new();
    private static readonly TaskCompletionSource s_done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ChangedTables? s_changed;
    private static int s_expected;

    /// <summary>Whether the run includes <see cref="Isolation"/>, whose reports give the first verdict.</summary>
    public static bool IsPartOf(IReadOnlyCollection<ITest>? selected) => selected?.Any(t => t.TypeInfo?.Type == typeof(Isolation)) == true;

    /// <summary>Waits until the changed tables are judged, but at most two seconds, and prints their verdicts.</summary>
    public static async Task SayAsync()
    {
        IsolationReports.Begin();
        await Task.WhenAny(s_done.Task, Task.Delay(s_longest));
        if (s_changed?.Names.Count == 0)
            RunConsole.Say("no table's access changed since a run verified it; every table is verified again");
        if (s_judged.IsEmpty)
            return;
        using var host = Process.GetCurrentProcess();
        var seconds = (DateTime.Now - host.StartTime).TotalSeconds;
        var judged = s_judged.OrderByDescending(IsBad).ThenBy(r => r.Table.Name.ToString(), StringComparer.Ordinal).ToArray();
        var part = judged.Length < s_expected ? $", {judged.Length} of {s_expected}" : "";
        RunConsole.Say(
            FormattableString.Invariant($"first verdict, {seconds:F1} s after the test host started, on tables with changed access{part}: ")
                + string.Join("; ", judged.Select(Sentence))
                + ". The other checks go on."
        );
    }

    /// <summary>Finds the tables whose access changed, so that the isolation run judges these tables first.</summary>
    public static async Task<FirstTables> BeginAsync(TestDatabase database, Application application)
    {
        var intent = Suite.Intent is null ? "" : Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Suite.Intent.Path)));
        var version = $"{Suite.Server.Server.Version} {typeof(IsolationReport).Module.ModuleVersionId} {intent}";
        s_changed = await ChangedTables.ReadAsync(database, RunEvidence.VerifiedTables, version);
        var names = application.Subjects.Select(s => s.Name).Where(s_changed.Names.Contains).ToHashSet();
        s_expected = application.Subjects.Count(s => names.Contains(s.Name)); // a table of files has a subject for each bucket
        if (s_expected == 0)
            s_done.TrySetResult();
        return new FirstTables(names, Add);
    }

    /// <summary>Lists in a file the tables that the run verified on every grant baseline; the next run reads the file.</summary>
    public static void Keep(IReadOnlyList<IsolationReport> reports)
    {
        var attacked = reports
            .SelectMany(r => r.Attacks.Breaches)
            .Where(b => b.Severity.IsGrave)
            .Select(b => b.Object)
            .ToHashSet(StringComparer.Ordinal);
        var bad = reports
            .SelectMany(r => r.Tables)
            .Where(t => IsBad(t) || attacked.Contains(t.Table.ToString()))
            .Select(t => t.Table.Name)
            .ToHashSet();
        try
        {
            s_changed?.Keep(reports[0].Tables.Select(t => t.Table.Name).Where(t => !bad.Contains(t)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RunConsole.Say(
                $"{RunEvidence.VerifiedTables} could not be written, so every table counts as changed next time: {fault.Message}"
            );
        }
    }

    private static void Add(TableReport report)
    {
        s_judged.Enqueue(report);
        if (s_judged.Count == s_expected)
            s_done.TrySetResult();
    }

    private static bool IsBad(TableReport report) =>
        report.State is TableState.Leaks or TableState.NotVerified || report.Broken.Count + report.AgainstIntent.Count > 0;

    private static string Sentence(TableReport report)
    {
        var said =
            report.Breaches is [var breach, ..] ? $"LEAKS: {breach.Caller} {breach.What}, but {breach.Why}"
            : report.Broken is [var broken, ..] ? $"BROKEN: {broken.Outcome.Message}"
            : report.AgainstIntent is [var fact, ..]
                ? $"DIFFERS from {IntentFile.FileName}: {fact.Caller} {(fact.Reached is null ? "cannot" : "can")} {fact.Command}"
            : report.State switch
            {
                TableState.NotVerified => $"not verified, {report.Reason}",
                TableState.Verified => $"isolated, and as {IntentFile.FileName} says",
                TableState.IsolationVerified => "isolated",
                TableState.Shared => "shared",
                TableState.NotReachable => "out of the API's reach",
                _ => "excluded",
            };
        return $"{report.Table} {said} ({report.Attempts:N0} statements)";
    }
}
