using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using UsageRls.Benchmarks;
using UsageRls.Fixtures;

// In this process: a server is started once for each benchmark, and the time is spent in it, not here.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(7).WithInvocationCount(1).WithUnrollFactor(1))
    .AddColumn(StatisticColumn.Median, new RateColumn())
    .WithArtifactsPath(ProjectRoot.At("BenchmarkDotNet.Artifacts"));
BenchmarkSwitcher.FromAssembly(typeof(RateColumn).Assembly).Run(args, config);
