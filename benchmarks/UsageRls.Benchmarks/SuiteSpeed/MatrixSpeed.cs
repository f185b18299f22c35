using BenchmarkDotNet.Attributes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>What an attempt of the full access matrix costs: one operation is one attempt, both baselines side by side.</summary>
[BenchmarkCategory("Suite")]
public class MatrixSpeed
{
    // PostgreSQL 15; from 17 there is a path more. Checked against the matrix.
    private const int Cells = 5_430;
    private const int OneByOne = 500;

    private TestServer _server = null!;
    private Template[] _templates = null!;
    private TestDatabase _database = null!;
    private (Caller Caller, Statement Statement)[] _sample = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _server = await TestServer.UseAsync(await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), Console.WriteLine, CancellationToken.None), Console.WriteLine);
        var migrations = MigrationSet.Read(MigrationSet.FolderFromEnvironment());
        _templates = [await _server.TemplateAsync(migrations, Baseline.Legacy), await _server.TemplateAsync(migrations, Baseline.Explicit)];
        _database = await _templates[0].CloneAsync();
        var matrix = await AccessMatrix.RunAsync(_database);
        if (matrix.Verdicts.Count != Cells) throw new InvalidOperationException($"The matrix has {matrix.Verdicts.Count} cells: correct {nameof(Cells)}, or run on PostgreSQL 15.");
        var single = matrix.Verdicts.Select(v => v.Cell)
            .Where(c => c.Statement.Result is not (ResultKind.CopyIn or ResultKind.CopyOut) && !c.Statement.Sql.Contains(';', StringComparison.Ordinal)).ToArray();
        _sample = [.. Enumerable.Range(0, OneByOne).Select(i => single[i * single.Length / OneByOne]).Select(c => (c.Caller, c.Statement))];
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = 2 * Cells)]
    public Task The_full_matrix_on_both_baselines() => Task.WhenAll(_templates.Select(template => Task.Run(async () =>
    {
        await using var database = await template.CloneAsync();
        await AccessMatrix.RunAsync(database);
    })));

    [Benchmark(Baseline = true, OperationsPerInvoke = OneByOne)]
    public async Task The_same_attempts_one_a_round_trip()
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        foreach (var (caller, statement) in _sample) await RlsSession.TryAsync(connection, caller, statement);
    }
}
