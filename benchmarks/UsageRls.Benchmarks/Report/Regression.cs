using System.Globalization;

namespace UsageRls.Benchmarks.Report;

/// <summary>A cost cell (a query by a kind of caller in one kind of database) that costs more than in the committed baseline.</summary>
/// <param name="Cell">The key of the cost cell.</param>
/// <param name="What">A description of the regression.</param>
/// <param name="Fails">Whether the regression is confirmed and fails the run.</param>
/// <param name="Plan">The query's present plan, and the SQL to paste into psql to see it.</param>
public sealed record Regression(string Cell, string What, bool Fails, string Plan)
{
    // Page counts of one server version are exactly repeatable, except that each load fills the pages of an index a little differently.
    private const double MostBuffers = 1.15;
    private const long FewBuffers = 16;

    // Times vary: two runs on a busy machine can differ by half. So a longer time fails the run only if the ratio to the owner's time is
    // more than MostRatio times the baseline's ratio, the time exceeds the owner's by more than Noticed (milliseconds), and the ratio of a
    // second measurement is too large as well.
    private const double MostRatio = 2;
    private const double Noticed = 0.5;

    /// <summary>
    /// The regression of a query that reads clearly more pages, newly scans a table sequentially, sorts more often or uses no index any
    /// more; null if the query does none of these.
    /// </summary>
    internal static Regression? Touched(BaselineCell before, CostRecord now)
    {
        var worse = new List<string>();
        if (now.Rls.Buffers > (MostBuffers * before.Buffers) + FewBuffers)
            worse.Add(string.Create(CultureInfo.InvariantCulture, $"reads {now.Rls.Buffers:N0} pages, was {before.Buffers:N0}"));
        if (now.Rls.SequentialScans.Except(before.SequentialScans).ToArray() is { Length: > 0 } scans)
            worse.Add($"scans {string.Join(", ", scans)} sequentially");
        if (now.Rls.Sorts.Count > before.Sorts)
            worse.Add("sorts more often");
        // Using another index is not a regression by itself: a worse index makes the query read more pages.
        if (before.Indexes.Count > 0 && now.Rls.Indexes.Count == 0)
            worse.Add($"no longer uses {string.Join(", ", before.Indexes)}");
        return worse.Count > 0 ? new(now.Key, string.Join("; ", worse), Fails: true, now.Rls.Plan) : null;
    }

    /// <summary>The limit of the ratio if the query exceeds the limit and is noticeably slower than the owner's query; else null.</summary>
    internal static double? ExceededRatio(BaselineCell before, CostRecord now) =>
        now.Ratio > MostRatio * before.Ratio && now.More > Noticed ? MostRatio * before.Ratio : null;

    /// <summary>
    /// The regression of a query whose ratio exceeded the limit once. It fails the run only if the second ratio also exceeds the limit.
    /// </summary>
    internal static Regression Slower(BaselineCell before, CostRecord now, double again, double limit) =>
        new(
            now.Key,
            string.Create(
                CultureInfo.InvariantCulture,
                $"takes {now.Ratio:0.0} times the owner's time and {again:0.0} times in a second measurement; was {before.Ratio:0.0}"
            ),
            Fails: again > limit,
            now.Rls.Plan
        );
}
