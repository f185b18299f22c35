using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>Runs <c>copy … to stdout</c> and <c>copy … from stdin</c>; rolls back each statement before the next.</summary>
internal sealed class CopyAttempts(NpgsqlConnection connection, TableName table)
{
    private const string Savepoint = "usage_rls_copy";
    private const string Undo = $"rollback to savepoint {Savepoint}";
    private readonly string _look = $"select count(*) filter (where age(xmin) <= 0), count(*) from {table.Sql}";

    private long _total;

    /// <summary>
    /// How many round trips the attempts took. Each attempt takes one to become the caller, one for the COPY, and one to count the table's
    /// rows if the COPY succeeded; each call of <see cref="TryAllAsync"/> takes two more.
    /// </summary>
    public int RoundTrips { get; private set; }

    public static bool Is(Statement statement) => statement.Result is ResultKind.CopyIn or ResultKind.CopyOut;

    /// <summary>Runs each COPY statement as its caller, in order, and passes each result to the statement's callback <c>Done</c>.</summary>
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

    // Counts all rows of the table, and the rows that this transaction wrote; sends the statements of `before` and `after` in the same
    // round trip.
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
        await reader.NextResultAsync(cancellation); // throws the error if the db-pre-request function refuses the request
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
