using System.Globalization;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace UsageRls.Benchmarks.Setup;

/// <summary>Prints a line after each benchmark, with the number of finished benchmarks and the measured time.</summary>
internal sealed class Progress : EventProcessor
{
    private int _total;
    private int _done;

    /// <summary>Prints a line immediately.</summary>
    public static void Say(string line) => Console.WriteLine("usage-rls: " + line);

    /// <inheritdoc/>
    public override void OnStartValidationStage() => QuietConsole.IsRunning = true;

    /// <inheritdoc/>
    public override void OnStartBuildStage(IReadOnlyList<BuildPartition> partitions) => _total = partitions.Sum(p => p.Benchmarks.Length);

    /// <inheritdoc/>
    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report)
    {
        _done++;
        var took =
            report.ResultStatistics is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times.Median / 1e6:0.000} ms")
            : NotRun.Reason(benchmarkCase) is { } reason ? $"not run: {reason}"
            : "FAILED";
        Say(
            $"{_done} of {_total} {benchmarkCase.Descriptor.Type.Name} "
                + $"{benchmarkCase.Descriptor.WorkloadMethodDisplayInfo} {benchmarkCase.Parameters.PrintInfo}: {took}"
        );
    }
}
