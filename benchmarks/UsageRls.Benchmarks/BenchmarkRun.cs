using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using UsageRls.Fixtures;

namespace UsageRls.Benchmarks;

internal static class BenchmarkRun
{
    public static async Task<int> MainAsync(string[] args)
    {
        var own = args.ToHashSet();
        RunMode.IsQuick = own.Remove("--quick");
        var config = ManualConfig.Create(DefaultConfig.Instance).AddColumn(StatisticColumn.Median, new RateColumn()).WithArtifactsPath(ProjectRoot.At("artifacts/benchmarks"));
        BenchmarkSwitcher.FromAssembly(typeof(RateColumn).Assembly).Run([.. args.Where(a => a != "--quick")], config);
        await SharedServer.StopAsync();
        return 0;
    }
}
