using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>For operations of milliseconds to seconds, each of which is done once an iteration.</summary>
internal sealed class WholeOperations : ManualConfig
{
    public WholeOperations() =>
        AddJob(
            Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
                .WithWarmupCount(RunMode.IsQuick ? 1 : 2)
                .WithIterationCount(RunMode.IsQuick ? 3 : 9)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
        );
}
