using BenchmarkDotNet.Attributes;
using Npgsql;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>
/// Measures the time of one attempt of the access matrix, when the matrix runs on both grant baselines in parallel and when each attempt is
/// a round trip of its own.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class MatrixSpeed
{
    // The number of attempts in the matrix on one baseline; PrepareAsync checks it.
    private const int Cells = 5_430;
    private const int OneByOne = 500;

    // Only statement paths that every supported server version has, so that the number of attempts is the same on each version.
    private static readonly StatementPath[] s_paths = [.. StatementPath.All.Where(p => p.Since <= 15)];

    private Template[] _templates = null!;
    private TestDatabase _database = null!;
    private NpgsqlConnection _connection = null!;
    private (Caller Caller, Statement Statement)[] _sample = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _templates = [await SharedServer.TemplateAsync(GrantBaseline.Legacy), await SharedServer.TemplateAsync(GrantBaseline.Explicit)];
        _database = await _templates[0].CloneAsync();
        var matrix = await AccessMatrix.RunAsync(_database, UsageEventsIntent.Own, s_paths);
        if (matrix.Verdicts.Count != Cells)
            throw new InvalidOperationException($"The matrix has {matrix.Verdicts.Count} attempts: correct {nameof(Cells)}.");
        var single = matrix
            .Verdicts.Select(v => v.Cell)
            .Where(c =>
                c.Statement.Result is not (ResultKind.CopyIn or ResultKind.CopyOut)
                && !c.Statement.Sql.Contains(';', StringComparison.Ordinal)
            )
            .ToArray();
        _sample = [.. Enumerable.Range(0, OneByOne).Select(i => single[i * single.Length / OneByOne]).Select(c => (c.Caller, c.Statement))];
        _connection = await _database.Connections.OpenConnectionAsync();
    }

    [GlobalCleanup]
    public async Task DropAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = 2 * Cells)]
    public Task The_full_matrix_on_both_baselines() =>
        Task.WhenAll(
            _templates.Select(template =>
                Task.Run(async () =>
                {
                    await using var database = await template.CloneAsync();
                    await AccessMatrix.RunAsync(database, UsageEventsIntent.Own, s_paths);
                })
            )
        );

    [Benchmark(Baseline = true, OperationsPerInvoke = OneByOne)]
    public async Task The_same_attempts_one_a_round_trip()
    {
        foreach (var (caller, statement) in _sample)
            await RlsSession.TryAsync(_connection, caller, statement);
    }
}
