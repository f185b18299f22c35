using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>BenchmarkDotNet's configuration for operations that take many seconds, always about the same time.</summary>
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
