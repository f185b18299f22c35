using System.Globalization;
using UsageRls.Benchmarks;
using UsageRls.Benchmarks.RlsCost;
using UsageRls.Benchmarks.SuiteSpeed.Applications;
using UsageRls.Benchmarks.SuiteSpeed.UsageEvents.TwentyChecks;

switch (args)
{
    // A benchmark measures the whole process of this command, so this case runs without loading BenchmarkDotNet.
    case ["twenty-checks"]:
        await OurChecks.MainAsync();
        return 0;
    case ["application", var folder, var tables, var migrations]:
        GeneratedApplication.Write(
            folder,
            int.Parse(tables, CultureInfo.InvariantCulture),
            int.Parse(migrations, CultureInfo.InvariantCulture)
        );
        return 0;
    case ["growth"]:
        return await Growth.MainAsync();
    case ["growth", "plans"]:
        return await PlanGrowth.MainAsync();
    case ["growth", var tables, var migrations, var changing]:
        await Growth.MeasureAsync(
            int.Parse(tables, CultureInfo.InvariantCulture),
            int.Parse(migrations, CultureInfo.InvariantCulture),
            changing
        );
        return 0;
    default:
        return await BenchmarkRun.MainAsync(args);
}
