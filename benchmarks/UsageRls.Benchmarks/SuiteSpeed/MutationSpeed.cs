using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Claims;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>
/// Measures how many mutants per second the suite creates and judges, including the check that all claims hold without a mutant.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class MutationSpeed
{
    private const int Mutants = 120;
    private const int OneIn = 2;

    private Template _template = null!;

    [GlobalSetup]
    public async Task BuildAsync() => _template = await SharedServer.TemplateAsync();

    [Benchmark(OperationsPerInvoke = Mutants)]
    public async Task Mutants_made_and_judged()
    {
        var (seen, taken) = (0, 0);
        // Takes every second mutant until there are enough, so that mutants of many kinds are included.
        var report = await new MutationStage(_template, UsageEventsIntent.Own)
        {
            Mutants = _ => seen++ % OneIn == 0 && taken++ < Mutants,
        }.RunAsync();
        if (report.Results.Count != Mutants)
        {
            throw new InvalidOperationException(
                $"{report.Results.Count} mutants were judged, {seen} were offered: correct {nameof(Mutants)} or {nameof(OneIn)}."
            );
        }
    }
}
