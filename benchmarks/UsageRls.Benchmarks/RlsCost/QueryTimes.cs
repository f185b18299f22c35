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
/// For queries of a tenth of a millisecond up to seconds: in the full mode, as many as fit into an iteration, and at least one.
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
        // Before the first iteration the query has run several times, for its plan and in turns with the owner's.
        AddJob(
            RunOptions.IsQuick
                ? job.WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithWarmupCount(0).WithIterationCount(3)
                : job.WithMinInvokeCount(1).WithIterationTime(TimeInterval.FromMilliseconds(25)).WithWarmupCount(1).WithIterationCount(11)
        );
        AddDiagnoser(MemoryDiagnoser.Default);
        Orderer = new CellByCell();
    }

    // The owner's beside the caller's, and the cells of one database together.
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
