using UsageRls.Benchmarks;
using UsageRls.Benchmarks.SuiteSpeed.TwentyChecks;

// Apart from the rest: a program that only checks must not load BenchmarkDotNet first.
if (args is not ["twenty-checks"])
    return await BenchmarkRun.MainAsync(args);
await OurChecks.MainAsync();
return 0;
