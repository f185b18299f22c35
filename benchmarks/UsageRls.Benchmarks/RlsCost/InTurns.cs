using System.Collections.Concurrent;
using System.Diagnostics;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// Measures the owner's and the caller's query alternately, so that other work of the machine affects both queries. The fastest time of
/// each query counts, because disturbances only add time. The ratio in the report is computed from these times, because BenchmarkDotNet
/// does not alternate: it measures all runs of one query before those of the other query.
/// </summary>
/// <param name="Owner">The fastest time of the owner's query, in milliseconds.</param>
/// <param name="Caller">The fastest time of the caller's query, in milliseconds.</param>
internal sealed record InTurns(double Owner, double Caller)
{
    // At least three rounds run. Rounds four to eight start only within s_patience, later rounds only within the budget.
    private const int FewestRounds = 3,
        EnoughRounds = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.8);

    private static readonly ConcurrentDictionary<string, InTurns> s_measured = new(StringComparer.Ordinal);

    /// <summary>The stored times of the owner's and the caller's query of a cost cell.</summary>
    public static InTurns Find(CostCell cell) => s_measured[cell.Key];

    /// <summary>Measures the owner's and the caller's query of a cost cell, and stores the times for the report.</summary>
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
