using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using UsageRls.Benchmarks.Report;
using UsageRls.Benchmarks.RlsCost;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks;

/// <summary>
/// One benchmark run: BenchmarkDotNet measures, then the results are compared with the committed baseline and the report is written.
/// </summary>
internal static class BenchmarkRun
{
    // Options of BenchmarkDotNet that select benchmarks or only print information.
    private static readonly string[] s_choices =
    [
        "-f",
        "--filter",
        "--list",
        "--help",
        "--version",
        "--info",
        "--anyCategories",
        "--allCategories",
        "--attribute",
    ];

    /// <summary>Runs the benchmarks that the arguments select; without a selection, all of them.</summary>
    /// <returns>
    /// Exit code 0 for success, --list and --help; 1 if a benchmark failed or a query costs more than the committed baseline allows; 2 if
    /// no benchmark ran.
    /// </returns>
    public static async Task<int> MainAsync(string[] args)
    {
        var theirs = RunOptions.Take(args);
        var isWhole = !theirs.Intersect(s_choices).Any();
        if (RunOptions.Accepts && !SharedServer.Migrations.IsOwn)
        {
            await Console.Error.WriteLineAsync($"--accept works only with this project's own migrations: unset {MigrationSet.Variable}.");
            return 2;
        }
        try
        {
            Summary[] summaries =
            [
                .. BenchmarkSwitcher
                    .FromAssembly(typeof(BenchmarkRun).Assembly)
                    .Run(isWhole ? [.. theirs, "--filter", "*"] : theirs, Config()),
            ];
            if (summaries.Length == 0)
                return theirs.Contains("--list") || theirs.Contains("--help") ? 0 : 2;
            return await BenchmarkOutcome.ReportAsync(summaries, isWhole);
        }
        finally
        {
            await BigDatabases.DisposeAsync();
            await SharedServer.StopAsync();
        }
    }

    private static ManualConfig Config() =>
        ManualConfig
            .CreateEmpty()
            .AddLogger(new QuietConsole())
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median, new RateColumn())
            .AddExporter(MarkdownExporter.GitHub, JsonExporter.FullCompressed)
            .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
            .AddValidator([.. DefaultConfig.Instance.GetValidators()])
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(120))
            .WithUnionRule(ConfigUnionRule.Union)
            // The pages that a query reads do not depend on how this program was compiled.
            .WithOptions(RunOptions.IsQuick ? ConfigOptions.DisableOptimizationsValidator : ConfigOptions.Default)
            .AddEventProcessor(new Progress())
            .WithArtifactsPath(ResultsFolder.Path);
}
