using BenchmarkDotNet.Attributes;
using Npgsql;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Benchmarks.SuiteSpeed.UsageEvents;

/// <summary>
/// Measures the database operations of a test: building a template, creating and dropping a clone, and running one statement as a caller.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class DatabaseSpeed
{
    private const int Clones = 10;
    private const int Sessions = 400;

    private static readonly Caller s_member = Cast.Callers("").First(c => c.Name == "member");
    private static readonly Statement s_statement = EventStatement.Create(
        $"select id from public.usage_events where org_id = '{Cast.Home.Id}'"
    ) with
    {
        Result = ResultKind.Ids,
    };

    private TestServer _server = null!;
    private Template _template = null!;
    private TestDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _server = await SharedServer.Async;
        _template = await SharedServer.TemplateAsync();
        _database = await _template.CloneAsync();
        _connection = await _database.Connections.OpenConnectionAsync();
        await WorldLoader.LoadAsync(_connection, Cast.World, CancellationToken.None);
        var attempt = await RlsSession.TryAsync(_connection, s_member, s_statement);
        if (!attempt.Outcome.IsAllowed)
            throw new InvalidOperationException($"A member must see something: {attempt.Outcome}.");
    }

    [GlobalCleanup]
    public async Task DropAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Benchmark]
    public Task Template_built_from_the_migrations() =>
        _server.TemplateAsync(FreshMigrations.Create(SharedServer.Migrations), GrantBaseline.Explicit);

    [Benchmark(OperationsPerInvoke = Clones)]
    public async Task Clone_made_and_dropped()
    {
        for (var i = 0; i < Clones; i++)
            await (await _template.CloneAsync()).DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Sessions)]
    public async Task Session_of_one_caller_and_one_statement_in_one_round_trip()
    {
        for (var i = 0; i < Sessions; i++)
            await RlsSession.TryAsync(_connection, s_member, s_statement);
    }
}
