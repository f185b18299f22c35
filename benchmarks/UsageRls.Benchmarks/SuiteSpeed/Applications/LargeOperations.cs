using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>For operations of many seconds, which are as long each time.</summary>
internal sealed class LargeOperations : ManualConfig
{
    public LargeOperations() =>
        AddJob(
            Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
                .WithWarmupCount(1)
                .WithIterationCount(3)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
        );
}
