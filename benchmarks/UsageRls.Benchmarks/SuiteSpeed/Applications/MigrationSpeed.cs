using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Isolation.Timeline;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>
/// Measures how the times to build a template and to record the timeline grow with the number of migrations. Each operation handles all
/// migrations on one grant baseline.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(LargeOperations))]
public class MigrationSpeed
{
    private const int Tables = 20;

    /// <summary>The number of migrations of the application.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Migrations { get; set; }

    /// <summary>The numbers of migrations that are measured.</summary>
    public static IEnumerable<int> Sizes => RunOptions.IsQuick ? [50] : [75, 150, 300];

    [Benchmark]
    public async Task A_template_of_all_migrations()
    {
        var server = await SharedServer.Async;
        await server.TemplateAsync(FreshMigrations.Create(GeneratedApplication.Create(Tables, Migrations)), GrantBaseline.Explicit);
    }

    [Benchmark]
    public async Task The_timeline_of_every_table()
    {
        var migrations = GeneratedApplication.Create(Tables, Migrations);
        var platform = await (await SharedServer.Async).TemplateAsync(migrations.First(0), GrantBaseline.Explicit);
        await TableTimeline.RunAsync(platform, migrations, intent: null, seed: 20241130, _ => false);
    }
}
