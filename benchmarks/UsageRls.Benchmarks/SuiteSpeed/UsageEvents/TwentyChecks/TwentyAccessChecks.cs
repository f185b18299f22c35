using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed.UsageEvents.TwentyChecks;

/// <summary>
/// Compares psql, pgTAP and the suite's engine on twenty simple access checks with the same statements. The time starts with a running
/// server and no database: it includes creating the database with the platform's stand-in, applying the migrations, inserting five events,
/// and running the checks.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class TwentyAccessChecks
{
    private const string Database = "usage_rls_peer";

    private TestServer _server = null!;
    private Peer _peer = null!;
    private TestDatabase? _ours;

    [GlobalSetup(Targets = [nameof(Ours_in_a_process_that_runs), nameof(Ours_as_a_process_of_its_own)])]
    public async Task PrepareAsync()
    {
        _server = await SharedServer.Async;
        _peer = new Peer(_server);
    }

    [GlobalSetup(Target = nameof(Psql_alone))]
    public async Task PreparePsqlAsync()
    {
        await PrepareAsync();
        NotRun.Throw(typeof(TwentyAccessChecks), nameof(Psql_alone), Peer.WhyNot("psql", _server));
    }

    [GlobalSetup(Target = nameof(PgTap_by_pg_prove))]
    public async Task PreparePgTapAsync()
    {
        await PrepareAsync();
        NotRun.Throw(typeof(TwentyAccessChecks), nameof(PgTap_by_pg_prove), Peer.WhyNot("pg_prove", _server));
    }

    [Benchmark]
    public Task Psql_alone() => _peer.PsqlAsync(Database);

    [Benchmark(Baseline = true)]
    public Task PgTap_by_pg_prove() => _peer.PgTapAsync(Database);

    [Benchmark]
    public async Task Ours_in_a_process_that_runs() =>
        _ours = await OurChecks.RunAsync(_server, FreshMigrations.Create(SharedServer.Migrations));

    [Benchmark]
    public Task Ours_as_a_process_of_its_own() => _peer.OursAsync();

    [IterationCleanup]
    public void Drop() => DropAsync().GetAwaiter().GetResult();

    private async Task DropAsync()
    {
        await _peer.DropAsync(Database);
        if (_ours is not null)
            await _ours.DisposeAsync();
        _ours = null;
    }
}
