using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>
/// Measures how the time to verify the isolation of every table grows with the number of an application's tables. One operation verifies
/// all tables on both grant baselines in parallel.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(LargeOperations))]
public class IsolationSpeed
{
    private Template[] _templates = null!;

    /// <summary>The number of tables of the application.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Tables { get; set; }

    /// <summary>The numbers of tables that are measured.</summary>
    public static IEnumerable<int> Sizes => RunOptions.IsQuick ? [8] : [15, 30, 60];

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var server = await SharedServer.Async;
        var migrations = GeneratedApplication.Create(Tables, Tables - 1);
        _templates =
        [
            await server.TemplateAsync(migrations, GrantBaseline.Legacy),
            await server.TemplateAsync(migrations, GrantBaseline.Explicit),
        ];
    }

    [Benchmark]
    public async Task Isolation_of_every_table_on_both_baselines()
    {
        var reports = await Task.WhenAll(_templates.Select(template => Task.Run(() => TryAsync(template))));
        foreach (var report in reports)
        {
            var verified = report.Tables.Count(t => t.State == TableState.IsolationVerified);
            if (verified != Tables)
            {
                throw new InvalidOperationException(
                    $"{verified} of {Tables} tables are verified on {report.Baseline}: correct the application."
                );
            }
        }
    }

    private static async Task<IsolationReport> TryAsync(Template template)
    {
        await using var database = await template.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        return await IsolationRun.RunAsync(database, await Discovery.ReadAsync(connection, null), schema, 20241130);
    }
}
