using System.Collections.Concurrent;
using System.Diagnostics;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// The owner's query and the caller's in turns, so that whatever else the machine does falls on both, and of each the
/// fastest, because disturbances only add time. BenchmarkDotNet measures one after the other; the ratio is from here.
/// </summary>
/// <param name="Owner">The owner's fastest, in milliseconds.</param>
/// <param name="Caller">The caller's fastest, in milliseconds.</param>
internal sealed record InTurns(double Owner, double Caller)
{
    // Enough repetitions to find a quiet moment, unless the query is long enough to average over many.
    private const int FewestRounds = 3,
        EnoughRounds = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.8);

    private static readonly ConcurrentDictionary<string, InTurns> s_measured = new(StringComparer.Ordinal);

    /// <summary>The measurements of a cell.</summary>
    public static InTurns Of(CostCell cell) => s_measured[cell.Key];

    /// <summary>Measures a cell, and keeps it for the report.</summary>
    public static async Task<InTurns> MeasureAsync(CostCell cell, TimeSpan budget)
    {
        await using var owner = await QuerySession.OpenAsync(cell, asOwner: true);
        await using var caller = await QuerySession.OpenAsync(cell, asOwner: false);
        var (began, bestOwner, bestCaller) = (Stopwatch.GetTimestamp(), double.MaxValue, double.MaxValue);
        for (var round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(began) < (round < EnoughRounds ? s_patience : budget); round++)
        {
            bestOwner = Math.Min(bestOwner, await TimeAsync(owner));
            bestCaller = Math.Min(bestCaller, await TimeAsync(caller));
        }
        return s_measured[cell.Key] = new(bestOwner, bestCaller);
    }

    private static async Task<double> TimeAsync(QuerySession session)
    {
        var began = Stopwatch.GetTimestamp();
        await session.ReadAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
