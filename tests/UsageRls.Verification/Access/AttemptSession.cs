using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Access;

/// <summary>
/// A <see cref="WatchedSession"/> that counts the rows that each statement wrote, added or removed in one table, and that also runs COPY.
/// Between two calls, the calling code may change the schema inside a savepoint, and later roll back to the savepoint.
/// </summary>
/// <remarks>
/// <c>RlsSession</c>, which sends one statement per round trip, gives the same outcomes; the suite's own tests compare both sessions.
/// </remarks>
public sealed class AttemptSession : IAsyncDisposable
{
    private readonly WatchedSession _session;
    private readonly CopyAttempts _copies;

    private readonly Subject _table;

    private AttemptSession(WatchedSession session, Subject table) =>
        (_session, _table, _copies) = (session, table, new CopyAttempts(session.Connection, table.Name));

    /// <summary>The administrator's connection, inside the session's transaction.</summary>
    public NpgsqlConnection Connection => _session.Connection;

    /// <summary>How many statements this session has run.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many round trips the statements took.</summary>
    public int RoundTrips => _session.RoundTrips + _copies.RoundTrips;

    /// <summary>Opens a session on a database whose rows are committed.</summary>
    /// <param name="database">The database.</param>
    /// <param name="table">The table whose changed rows are counted.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<AttemptSession> OpenAsync(TestDatabase database, TableName table, CancellationToken cancellation = default)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var found =
            (await DatabaseSchema.ReadAsync(connection, cancellation)).Find(table)
            ?? throw new InvalidOperationException($"There is no table {table}.");
        return await OpenAsync(database, [new Subject(found, SubjectKind.Tenant)], cancellation);
    }

    /// <summary>Opens a session that watches several tables, and counts the changed rows of the first table.</summary>
    public static async Task<AttemptSession> OpenAsync(
        TestDatabase database,
        IReadOnlyList<Subject> watched,
        CancellationToken cancellation = default
    ) => new(await WatchedSession.OpenAsync(database, watched, cancellation: cancellation), watched[0]);

    /// <summary>Runs statements in order, except that all COPY statements run last. Returns the attempts in the order given.</summary>
    /// <exception cref="SessionProofException">The session did not run as the caller, so its results would prove nothing.</exception>
    public async Task<IReadOnlyList<Attempt>> TryAllAsync(
        IReadOnlyList<(Caller Caller, Statement Statement)> tries,
        CancellationToken cancellation = default
    )
    {
        var attempts = new Attempt[tries.Count];
        var byCopy = Enumerable.Range(0, tries.Count).ToLookup(i => CopyAttempts.Is(tries[i].Statement));
        var trials = await _session.TryAllAsync([.. byCopy[false].Select(i => tries[i])], cancellation);
        foreach (var (i, trial) in byCopy[false].Zip(trials))
            attempts[i] = ToAttempt(trial);
        // COPY from or to the client uses its own protocol, so the function usage_rls_try cannot run it on the server.
        if (byCopy[true].Any())
        {
            await _copies.TryAllAsync(
                byCopy[true].Select(i => (tries[i].Caller, tries[i].Statement, (Action<Attempt>)(attempt => attempts[i] = attempt))),
                cancellation
            );
        }

        Attempts += tries.Count;
        return attempts;
    }

    /// <summary>Runs statements in order, and reports each row of a watched table that they changed.</summary>
    /// <exception cref="SessionProofException">The session did not run as the caller, so its results would prove nothing.</exception>
    public Task<IReadOnlyList<Trial>> WatchAllAsync(
        IReadOnlyList<(Caller Caller, Statement Statement)> tries,
        CancellationToken cancellation = default
    )
    {
        Attempts += tries.Count;
        return _session.TryAllAsync(tries, cancellation);
    }

    /// <summary>Runs SQL as the administrator, inside the transaction.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellation = default) => _session.ExecuteAsync(sql, cancellation);

    /// <summary>Rolls back the transaction and closes the connection.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private Attempt ToAttempt(Trial trial)
    {
        int Count(string command) => trial.Changes.Count(c => c.Table == _table && c.Command == command);
        return new Attempt(
            trial.Caller,
            trial.Statement,
            trial.Outcome,
            new Effect(Count("insert") + Count("update"), Count("insert") - Count("delete"))
        )
        {
            Seen = [.. trial.Seen.Select(FirstColumn)],
        };
    }

    // Parses the first column of a row as PostgreSQL prints it: (5f0c…,acme).
    private static Guid FirstColumn(string row) => Guid.Parse(row.AsSpan(1, row.AsSpan().IndexOfAny(',', ')') - 1));
}
