using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>Attempts by <c>copy … to stdout</c> or <c>copy … from stdin</c>, each undone before the next, like every other.</summary>
internal sealed class CopyAttempts(NpgsqlConnection connection, TableName table)
{
    private const string Savepoint = "usage_rls_copy";
    private const string Undo = $"rollback to savepoint {Savepoint}";
    private readonly string _look = $"select count(*) filter (where age(xmin) <= 0), count(*) from {table.Sql}";

    private long _total;

    /// <summary>
    /// How many round trips they took: to become the caller and copy, and a look at what came of it where it was not refused.
    /// </summary>
    public int RoundTrips { get; private set; }

    public static bool Is(Statement statement) => statement.Result is ResultKind.CopyIn or ResultKind.CopyOut;

    /// <summary>Tries them in order.</summary>
    public async Task TryAllAsync(
        IEnumerable<(Caller Caller, Statement Statement, Action<Attempt> Done)> tries,
        CancellationToken cancellation
    )
    {
        _total = (await LookAsync([], [$"savepoint {Savepoint}"], cancellation)).Total;
        foreach (var (caller, statement, done) in tries)
            done(await TryAsync(caller, statement, cancellation));
        await using var undo = Batch([Undo]);
        await undo.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<Attempt> TryAsync(Caller caller, Statement statement, CancellationToken cancellation)
    {
        try
        {
            await BecomeAsync(caller, cancellation);
        }
        catch (PostgresException error) when (ErrorClassifier.IsOfPreRequest(error.ConstraintName))
        {
            return new Attempt(caller, statement, ErrorClassifier.Classify(statement, error), Effect.None);
        }
        try
        {
            RoundTrips++;
            var lines =
                statement.Result == ResultKind.CopyOut
                    ? await CopyOutAsync(statement.Sql, cancellation)
                    : await CopyInAsync(statement, cancellation);
            var (written, after) = await LookAsync(["reset role"], [], cancellation);
            return new Attempt(caller, statement, Outcome.Succeeded(statement, lines), new Effect(written, after - _total));
        }
        catch (PostgresException error)
        {
            return new Attempt(caller, statement, ErrorClassifier.Classify(statement, error), Effect.None);
        }
    }

    private async Task<long> CopyOutAsync(string sql, CancellationToken cancellation)
    {
        using var reader = await connection.BeginTextExportAsync(sql, cancellation);
        var lines = 0L;
        while (await reader.ReadLineAsync(cancellation) is not null)
            lines++;
        return lines;
    }

    private async Task<long> CopyInAsync(Statement statement, CancellationToken cancellation)
    {
        await using var writer = await connection.BeginTextImportAsync(statement.Sql, cancellation);
        await writer.WriteAsync(statement.Input);
        return statement.Input.Count(c => c == '\n');
    }

    // What the owner sees, with what is to be said in the same round trip before and after the look.
    private async Task<(long Written, long Total)> LookAsync(
        IEnumerable<string> before,
        IEnumerable<string> after,
        CancellationToken cancellation
    )
    {
        await using var batch = Batch([.. before, _look, .. after]);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task BecomeAsync(Caller caller, CancellationToken cancellation)
    {
        await using var batch = Batch([Undo, .. CallerSession.Request(caller)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await CallerSession.ProveAsync(caller, reader, cancellation);
        await reader.NextResultAsync(cancellation); // what the db-pre-request function raises
    }

    private NpgsqlBatch Batch(IEnumerable<string> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var sql in statements)
            batch.BatchCommands.Add(new(sql));
        RoundTrips++;
        return batch;
    }
}
