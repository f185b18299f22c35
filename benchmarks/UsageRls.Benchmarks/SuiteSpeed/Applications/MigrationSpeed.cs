using BenchmarkDotNet.Attributes;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>How applying migrations grows with their number: one operation is a template of all of them, on one baseline.</summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class MigrationSpeed
{
    private const int Tables = 20;

    /// <summary>How many migrations the application has.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Migrations { get; set; }

    /// <summary>The sizes that are measured.</summary>
    public static IEnumerable<int> Sizes => RunMode.IsQuick ? [50] : [50, 100, 200, 300];

    [Benchmark]
    public async Task A_template_of_all_migrations()
    {
        var server = await SharedServer.Async;
        await server.TemplateAsync(FreshMigrations.Of(GeneratedApplication.Of(Tables, Migrations)), Baseline.Explicit);
    }
}
