using System.Collections.Concurrent;
using System.Diagnostics;
using NUnit.Framework.Interfaces;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Tests;

/// <summary>
/// The first verdict of a run: before the other checks begin, prints the verdicts on the tables whose outcomes no earlier run kept.
/// </summary>
public static class FirstVerdict
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2); // after this time the other checks start, if a table is judged
    private static readonly TimeSpan s_longestForOne = TimeSpan.FromSeconds(10); // the further wait if no table is judged yet
    private static readonly ConcurrentQueue<TableReport> s_judged = new();
    private static readonly TaskCompletionSource s_one = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly TaskCompletionSource s_done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static int s_expected = -1;

    /// <summary>Whether the run includes <see cref="Isolation"/>, whose reports give the first verdict.</summary>
    public static bool IsPartOf(IReadOnlyCollection<ITest>? selected) => selected?.Any(t => t.TypeInfo?.Type == typeof(Isolation)) == true;

    /// <summary>
    /// Waits up to two seconds for verdicts on tables that no earlier run verified, and up to ten more seconds if there is no verdict yet;
    /// then prints the verdicts.
    /// </summary>
    public static async Task SayAsync()
    {
        IsolationReports.Begin();
        await Task.WhenAny(s_done.Task, Task.Delay(s_longest));
        await Task.WhenAny(s_done.Task, s_one.Task, IsolationReports.AllAsync(), Task.Delay(s_longestForOne));
        if (s_judged.IsEmpty)
            return;
        using var host = Process.GetCurrentProcess();
        var seconds = (DateTime.Now - host.StartTime).TotalSeconds;
        var judged = s_judged.OrderByDescending(IsBad).ThenBy(r => r.Table.Name.ToString(), StringComparer.Ordinal).ToArray();
        var part = judged.Length < s_expected ? $", {judged.Length} of {s_expected}" : "";
        RunConsole.Say(
            FormattableString.Invariant(
                $"first verdict, {seconds:F1} s after the test host started, on tables that no earlier run verified as they are{part}: "
            )
                + string.Join("; ", judged.Select(Sentence))
                + ". The other checks go on."
        );
    }

    /// <summary>Returns the receiver of the reports of the tables that are judged first.</summary>
    public static FirstTables Begin() => new(Expect, Add);

    /// <summary>Keeps the results of all tables without a fault, and the other results only if nothing has a fault.</summary>
    /// <param name="reports">The isolation on each grant baseline.</param>
    /// <param name="isWhole">Whether the results of views, functions, attacks and small worlds may be kept: no check failed.</param>
    public static void Keep(IReadOnlyList<IsolationReport> reports, bool isWhole)
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
        foreach (var report in reports)
            report.Kept?.Keep(table => !bad.Contains(table), isWhole && bad.Count == 0);
    }

    private static void Expect(int tables)
    {
        s_expected = tables;
        if (tables == 0)
            s_done.TrySetResult();
    }

    private static void Add(TableReport report)
    {
        s_judged.Enqueue(report);
        s_one.TrySetResult();
        if (s_judged.Count == s_expected)
            s_done.TrySetResult();
    }

    private static bool IsBad(TableReport report) =>
        report.State is TableState.Leaks or TableState.NotVerified
        || report.Broken.Count + report.BrokenInWorlds.Count + report.AgainstIntent.Count > 0;

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
