using System.Globalization;
using BenchmarkDotNet.Reports;
using UsageRls.Benchmarks.RlsCost;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.Report;

/// <summary>Writes the files of a benchmark run and decides whether a query became more expensive than in the baseline.</summary>
internal static class BenchmarkOutcome
{
    /// <summary>
    /// Compares the results with the committed baseline, writes the report, and prints failures and regressions. With <c>--accept</c> the
    /// results are not compared; they become the baseline, unless a benchmark failed.
    /// </summary>
    /// <returns>Exit code 0, or 1 if a benchmark failed or there is a confirmed regression.</returns>
    public static async Task<int> ReportAsync(IReadOnlyList<Summary> summaries, bool isWhole)
    {
        var failed = Collector.Failed(summaries).ToArray();
        var results = await Collector.CollectAsync(summaries);
        var baseline = PerformanceBaseline.Read();
        if (!RunOptions.Accepts)
        {
            var cells = Collector.Cells(summaries);
            results = results with
            {
                Worse = await baseline.CompareAsync(results, key => AgainAsync(cells[key])),
                Compared = baseline.Count(results),
            };
        }
        ResultsFolder.Write(results, isWhole);
        if (RunOptions.Accepts && failed.Length == 0)
        {
            baseline.Accept(results);
            ReportFiles.Accept(ResultsFolder.ReadAll());
        }
        ReportFiles.Write(ResultsFolder.ReadAll());

        foreach (var benchmark in failed)
            Progress.Say($"FAILED: {benchmark}; the newest log in {ResultsFolder.Path} contains the reason");
        foreach (var worse in results.Worse)
            Progress.Say($"{(worse.Fails ? "WORSE" : "not confirmed")}: {worse.Cell} {worse.What}\n{worse.Plan}");
        Progress.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"measured {results.Costs.Count} query costs and {results.Speed.Count} of the suite's operations on PostgreSQL "
                    + $"{results.Server}; {results.Compared} costs compared with the baseline, {results.Worse.Count(r => r.Fails)} worse. "
                    + $"{Path.Combine(ResultsFolder.Path, "results.html")}"
            )
        );
        return failed.Length > 0 || results.Worse.Any(r => r.Fails) ? 1 : 0;
    }

    private static async Task<double> AgainAsync(CostCell cell)
    {
        var times = await InTurns.MeasureAsync(cell, TimeSpan.FromSeconds(2));
        return times.Caller / times.Owner;
    }
}
