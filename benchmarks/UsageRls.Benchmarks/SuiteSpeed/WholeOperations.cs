using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>BenchmarkDotNet's configuration for operations that take up to seconds: each iteration calls the benchmark once.</summary>
internal sealed class WholeOperations : ManualConfig
{
    public WholeOperations() =>
        AddJob(
            Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
                .WithWarmupCount(RunOptions.IsQuick ? 1 : 2)
                .WithIterationCount(RunOptions.IsQuick ? 3 : 9)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
        );
}
