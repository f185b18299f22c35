using System.Collections.Immutable;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// BenchmarkDotNet's configuration for queries that take from a tenth of a millisecond to seconds. In full mode an iteration runs the
/// query as often as fits into 25 ms, at least once.
/// </summary>
internal sealed class QueryTimes : ManualConfig
{
    public QueryTimes()
    {
        var job = Job
            .Default.WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithEvaluateOverhead(false)
            .WithGcForce(false)
            .WithUnrollFactor(1);
        // Little warm-up is needed: the query has already run at least once, to read its plan.
        AddJob(
            RunOptions.IsQuick
                ? job.WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithWarmupCount(0).WithIterationCount(3)
                : job.WithMinInvokeCount(1).WithIterationTime(TimeInterval.FromMilliseconds(25)).WithWarmupCount(1).WithIterationCount(11)
        );
        AddDiagnoser(MemoryDiagnoser.Default);
        Orderer = new CellByCell();
    }

    // Orders the benchmarks so that the owner's and the caller's benchmark of a query follow each other, and the benchmarks on one database
    // are together.
    private sealed class CellByCell : DefaultOrderer
    {
        public override IEnumerable<BenchmarkCase> GetExecutionOrder(
            ImmutableArray<BenchmarkCase> benchmarksCase,
            IEnumerable<BenchmarkLogicalGroupRule>? order = null
        ) =>
            benchmarksCase
                .OrderBy(c => ((CostCell)c.Parameters[nameof(RlsCostBenchmark.Cell)]).Order)
                .ThenBy(c => c.Descriptor.MethodIndex);
    }
}
