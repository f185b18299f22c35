using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>
/// One transaction, never committed, in which many statements are tried in few round trips: each as its caller, each
/// undone before the next. Between two calls the schema may be changed, inside a savepoint, and changed back.
/// </summary>
/// <remarks>The outcomes are those of one statement a round trip (<see cref="RlsSession"/>); the suite's own tests compare the two.</remarks>
public sealed class AttemptSession : IAsyncDisposable
{
    /// <summary>So many at a time, so that a person sees progress and a time limit names few suspects.</summary>
    private const int BatchSize = 1_000;

    private static readonly string s_tryAll = EmbeddedSql.Read("Access/try_all.sql");

    private AttemptSession(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The administrator's connection, inside the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>How many statements have been tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many round trips that took.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Opens a session on a database.</summary>
    public static async Task<AttemptSession> OpenAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var connection = await database.Connections.OpenConnectionAsync(cancellation);
        try
        {
            await using var begin = new NpgsqlBatch(connection);
            foreach (var sql in (string[])["begin", "set local statement_timeout = '60s'", .. SqlScript.Split(s_tryAll).Select(s => s.Text)])
                begin.BatchCommands.Add(new NpgsqlBatchCommand(sql));
            await begin.ExecuteNonQueryAsync(cancellation);
            return new AttemptSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tries statements, in order.</summary>
    /// <exception cref="SessionProofException">A session was not its caller: nothing it says would count.</exception>
    public async Task<IReadOnlyList<Attempt>> TryAllAsync(IReadOnlyList<(Caller Caller, Statement Statement)> tries, CancellationToken cancellation = default)
    {
        var attempts = new Attempt[tries.Count];
        var byCopy = Enumerable.Range(0, tries.Count).ToLookup(i => CopyAttempts.Is(tries[i].Statement));
        foreach (var batch in byCopy[false].Chunk(BatchSize))
        {
            var results = await TryBatchAsync(Array.ConvertAll(batch, i => tries[i]), cancellation);
            for (var i = 0; i < batch.Length; i++) attempts[batch[i]] = results[i];
        }

        // COPY speaks a protocol of its own, which no function on the server can.
        if (byCopy[true].Any())
        {
            var copies = new CopyAttempts(Connection);
            await copies.TryAllAsync(byCopy[true].Select(i => (tries[i].Caller, tries[i].Statement, (Action<Attempt>)(attempt => attempts[i] = attempt))), cancellation);
            RoundTrips += copies.RoundTrips;
        }
        Attempts += tries.Count;
        return attempts;
    }

    /// <summary>Runs SQL as the administrator, inside the transaction.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Undoes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ExecuteAsync("rollback");
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the transaction with it.
        }
        await Connection.DisposeAsync();
    }

    private async Task<List<Attempt>> TryBatchAsync((Caller Caller, Statement Statement)[] tries, CancellationToken cancellation)
    {
        var attempts = new List<Attempt>(tries.Length);
        await using var command = new NpgsqlCommand("select * from pg_temp.usage_rls_try_all($1, $2, $3, $4, $5, $6)", Connection);
        void Add(Func<(Caller Caller, Statement Statement), string?> column) =>
            command.Parameters.Add(new() { Value = Array.ConvertAll(tries, t => column(t)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        Add(t => t.Statement.Scene);
        Add(t => t.Caller.Role);
        Add(t => t.Caller.Claims ?? "");
        Add(t => t.Caller.HasReadableClaims ? t.Caller.UserId?.ToString() ?? "" : null);
        Add(t => t.Statement.Sql);
        Add(t => t.Statement.Result switch { ResultKind.Ids => "ids", ResultKind.Count => "count", _ => "command" });

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) attempts.Add(Read(reader, tries[reader.GetInt32(0) - 1]));
        RoundTrips++;
        return attempts;
    }

    private static Attempt Read(NpgsqlDataReader reader, (Caller Caller, Statement Statement) tried)
    {
        var (state, message) = (reader.GetString(1), reader.GetString(2));
        if (state == "UR002") throw new SessionProofException($"The session of '{tried.Caller.Name}' is not that caller: it {message}. Every denial would pass.");
        if (state != PostgresErrorCodes.SuccessfulCompletion)
        {
            var constraint = reader.IsDBNull(3) ? null : reader.GetString(3);
            return new Attempt(tried.Caller, tried.Statement, ErrorClassifier.Classify(tried.Statement, state, message, constraint), Effect.None);
        }

        return new Attempt(tried.Caller, tried.Statement, Outcome.Succeeded(tried.Statement, reader.IsDBNull(4) ? 0 : reader.GetInt64(4)), new Effect(reader.GetInt64(6), reader.GetInt64(7)))
        {
            Seen = reader.GetFieldValue<Guid[]>(5),
        };
    }
}
