using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using UsageRls.Benchmarks.RlsCost;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.Report;

/// <summary>Converts BenchmarkDotNet's summaries into the records of the report.</summary>
internal static class Collector
{
    /// <summary>Collects all measurements of this run.</summary>
    public static async Task<ServerResults> CollectAsync(IReadOnlyList<Summary> summaries)
    {
        var server = (await SharedServer.Async).Server.Version;
        return new(
            server.ToString(),
            SharedServer.MigrationsDigest,
            RunOptions.IsQuick ? "quick" : "full",
            Machine(),
            DateTimeOffset.UtcNow,
            [.. summaries.Where(s => !IsCost(s)).SelectMany(Speed)],
            [.. summaries.Where(IsCost).SelectMany(Costs)]
        );
    }

    /// <summary>The benchmarks that have neither a result nor a reason why they were not run.</summary>
    public static IEnumerable<string> Failed(IEnumerable<Summary> summaries) =>
        from summary in summaries
        from benchmark in summary.BenchmarksCases
        where summary[benchmark]?.ResultStatistics is null && NotRun.Reason(benchmark) is null
        select benchmark.DisplayInfo;

    /// <summary>The cost cells (combinations of database, query and caller) of this run, by their keys.</summary>
    public static Dictionary<string, CostCell> Cells(IEnumerable<Summary> summaries) =>
        summaries
            .Where(IsCost)
            .SelectMany(s => s.BenchmarksCases)
            .Select(CellOf)
            .DistinctBy(c => c.Key)
            .ToDictionary(c => c.Key, StringComparer.Ordinal);

    private static CostCell CellOf(BenchmarkCase benchmark) => (CostCell)benchmark.Parameters[nameof(RlsCostBenchmark.Cell)];

    private static bool IsCost(Summary summary) =>
        summary.BenchmarksCases is [var first, ..] && first.Descriptor.Type.IsAssignableTo(typeof(RlsCostBenchmark));

    private static IEnumerable<SpeedRecord> Speed(Summary summary)
    {
        var baseline = summary.BenchmarksCases.Where(c => c.Descriptor.Baseline).Select(c => TimesOf(summary, c)).FirstOrDefault();
        foreach (var benchmark in summary.BenchmarksCases)
        {
            var times = TimesOf(summary, benchmark);
            yield return new(
                benchmark.Descriptor.Type.Name,
                benchmark.Descriptor.WorkloadMethod.Name.Replace('_', ' '),
                times,
                times is not null && baseline is not null ? times.Median / baseline.Median : null,
                times is null ? NotRun.Reason(benchmark) ?? "the benchmark failed" : null
            );
        }
    }

    private static IEnumerable<CostRecord> Costs(Summary summary) =>
        from pair in summary.BenchmarksCases.GroupBy(CellOf)
        let owner = SideOf(summary, pair.FirstOrDefault(c => c.Descriptor.Baseline))
        let rls = SideOf(summary, pair.FirstOrDefault(c => !c.Descriptor.Baseline))
        where owner is not null && rls is not null
        let cell = pair.Key
        select new CostRecord(
            cell.Key,
            pair.First().Descriptor.Type.Name,
            cell.Query.Id,
            cell.Query.Name,
            cell.Caller.ToString(),
            cell.World.Events,
            cell.World.Organizations,
            cell.World.Memberships,
            cell.Policy.Name,
            cell.Index.Name,
            owner,
            rls
        );

    private static Side? SideOf(Summary summary, BenchmarkCase? benchmark)
    {
        if (benchmark is null || TimesOf(summary, benchmark) is not { } times)
            return null;
        var (cell, isOwner) = (CellOf(benchmark), benchmark.Descriptor.Baseline);
        var plan = PlanFacts.Find(cell, isOwner)!;
        var inTurns = InTurns.Find(cell);
        var allocated = summary[benchmark]!.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0;
        return new(
            isOwner ? inTurns.Owner : inTurns.Caller,
            times,
            allocated,
            plan.Rows,
            plan.RowsTouched,
            plan.Buffers,
            plan.Indexes,
            plan.SequentialScans,
            plan.Sorts,
            plan.Plan
        );
    }

    private static Times? TimesOf(Summary summary, BenchmarkCase benchmark) =>
        summary[benchmark]?.ResultStatistics is { } statistics
            ? new(Milliseconds(statistics.Median), Milliseconds(statistics.Q1), Milliseconds(statistics.Q3))
            : null;

    private static double Milliseconds(double nanoseconds) => Math.Round(nanoseconds / 1e6, 6);

    private static string Machine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, "
                + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );
}
