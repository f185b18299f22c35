using System.Globalization;

namespace UsageRls.Benchmarks.Report;

/// <summary>A cell that costs more than it did.</summary>
/// <param name="Cell">The cell's key.</param>
/// <param name="What">The regression in words.</param>
/// <param name="Fails">Whether it is sure.</param>
/// <param name="Plan">The plan as it is now, and what to paste into psql to see it.</param>
public sealed record Regression(string Cell, string What, bool Fails, string Plan)
{
    // Page counts of one server version repeat exactly, except that a load fills an index's pages differently each time.
    private const double MostBuffers = 1.15;
    private const long FewBuffers = 16;

    // Times stray: two runs on a busy machine differ by half. So a time alone fails only if it is this much worse, the
    // difference is noticeable, and a second measurement with alternating queries confirms it.
    private const double MostRatio = 2;
    private const double Noticed = 0.5;

    /// <summary>The additional rows or buffers that a query touches now, or null. The numbers are exact, so any difference fails.</summary>
    internal static Regression? Touched(BaselineCell before, CostRecord now)
    {
        var worse = new List<string>();
        if (now.Rls.Buffers > (MostBuffers * before.Buffers) + FewBuffers)
            worse.Add(string.Create(CultureInfo.InvariantCulture, $"asks for {now.Rls.Buffers:N0} pages, was {before.Buffers:N0}"));
        if (now.Rls.SequentialScans.Except(before.SequentialScans).ToArray() is { Length: > 0 } scans)
            worse.Add($"reads {string.Join(", ", scans)} from end to end");
        if (now.Rls.Sorts.Count > before.Sorts)
            worse.Add("sorts");
        // Another index is not a regression by itself: a worse one reads more pages.
        if (before.Indexes.Count > 0 && now.Rls.Indexes.Count == 0)
            worse.Add($"no longer uses {string.Join(", ", before.Indexes)}");
        return worse.Count > 0 ? new(now.Key, string.Join("; ", worse), Fails: true, now.Rls.Plan) : null;
    }

    /// <summary>The ratio that a cell may not exceed, where it seems to; else null.</summary>
    internal static double? ExceededRatio(BaselineCell before, CostRecord now) =>
        now.Ratio > MostRatio * before.Ratio && now.More > Noticed ? MostRatio * before.Ratio : null;

    /// <summary>A cell that seemed slower, after it was measured again.</summary>
    internal static Regression Slower(BaselineCell before, CostRecord now, double again, double limit) =>
        new(
            now.Key,
            string.Create(
                CultureInfo.InvariantCulture,
                $"takes {now.Ratio:0.0} times the owner's time and {again:0.0} times when measured again in turns; was {before.Ratio:0.0}"
            ),
            Fails: again > limit,
            now.Rls.Plan
        );
}
