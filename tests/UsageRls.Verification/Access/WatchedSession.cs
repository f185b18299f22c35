using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Access;

/// <summary>
/// One transaction, never committed, that runs many statements in few round trips: each as its caller, each rolled back before the
/// next. After each statement that wrote rows of watched tables, the administrator reads the changed rows of these tables.
/// </summary>
public sealed class WatchedSession : IAsyncDisposable
{
    private const int BatchSize = 1_000;

    /// <summary>
    /// How many bytes the tables may grow by the row versions of rolled-back statements before <see cref="SweepAsync"/> removes these.
    /// </summary>
    private const long MostGarbage = 1 << 18;

    private static readonly string s_watch = EmbeddedSql.Read("Access/watch.sql");

    private readonly IReadOnlyList<Subject> _watched;
    private readonly int _seconds;
    private long _size;

    private WatchedSession(NpgsqlConnection connection, IReadOnlyList<Subject> watched, int seconds) =>
        (Connection, _watched, _seconds) = (connection, watched, seconds);

    /// <summary>The administrator's connection, inside the session's transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>How many statements this session has run.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many round trips the statements took.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Opens a session on a database whose rows are committed.</summary>
    /// <param name="database">The database.</param>
    /// <param name="watched">The tables whose changes the session records.</param>
    /// <param name="seconds">How long one batch of statements may take.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    public static async Task<WatchedSession> OpenAsync(
        TestDatabase database,
        IReadOnlyList<Subject> watched,
        int seconds = 60,
        CancellationToken cancellation = default
    )
    {
        var session = new WatchedSession(await database.Connections.OpenConnectionAsync(cancellation), watched, seconds);
        try
        {
            await session.BeginAsync(cancellation);
            session._size = await session.SizeAsync(cancellation);
            return session;
        }
        catch
        {
            await session.Connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Removes the row versions that rolled-back statements left behind, if there are many: each reading of a table would read them too.
    /// Undoes everything that the transaction did, so call it where nothing is to be kept. The database must be a clone of the suite.
    /// </summary>
    /// <returns>Whether the transaction began anew.</returns>
    /// <remarks>Source: PostgreSQL documentation, "Routine Vacuuming".</remarks>
    public async Task<bool> SweepAsync(CancellationToken cancellation = default)
    {
        if (await SizeAsync(cancellation) - _size < MostGarbage)
            return false;
        await ExecuteAsync("rollback", cancellation);
        await ExecuteAsync($"vacuum {string.Join(", ", _watched.Select(s => s.Name.Sql))}", cancellation);
        await BeginAsync(cancellation);
        _size = await SizeAsync(cancellation);
        return true;
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        await using var begin = new NpgsqlBatch(Connection);
        string[] first =
        [
            "begin",
            $"set local statement_timeout = '{_seconds}s'",
            "set local lock_timeout = '2s'",
            "set local search_path = public, extensions",
        ];
        foreach (var sql in (string[])[.. first, .. CallerSession.Function.Concat(SqlScript.Split(s_watch).Select(s => s.Text))])
            begin.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        var watch = new NpgsqlBatchCommand(
            "insert into pg_temp.usage_rls_watched select w.place, w.name::regclass, w.look "
                + "from unnest($1::text[], $2::text[]) with ordinality as w (name, look, place)"
        );
        watch.Parameters.Add(new() { Value = _watched.Select(s => s.Name.Sql).ToArray() });
        watch.Parameters.Add(new() { Value = _watched.Select(Look).ToArray() });
        begin.BatchCommands.Add(watch);
        begin.BatchCommands.Add(new NpgsqlBatchCommand("select pg_temp.usage_rls_watch(), pg_temp.usage_rls_remember()"));
        await begin.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long> SizeAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(sum(pg_relation_size(relation)), 0)::bigint from pg_temp.usage_rls_stored",
            Connection
        );
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// The query for a table's rows, with the columns <c>key</c>, <c>tenant</c>, <c>owner</c>, <c>also</c> (a second tenant),
    /// <c>content</c>, <c>version</c> and <c>counts</c> (for a membership, whether it counts).
    /// </summary>
    public static string Look(Subject subject) =>
        $"select {KeyOf(subject)} as key, {subject.Tenant?.ToSql("t") ?? "null::text"} as tenant, "
        + $"{subject.User?.ToSql("t") ?? "null::text"} as owner, "
        + $"{subject.AlsoTenant?.Path.ToSql("t") ?? "null::text"} as also, "
        + "t::text as content, "
        + $"t.tableoid::text || ' ' || t.xmin::text || t.ctid::text as version, "
        + $"{(subject is { Kind: SubjectKind.Memberships, Tenancy.Members.Counts: { } counts } ? $"({counts})" : "true")} as counts "
        + $"from {From(subject)} as t"
        + $"{(subject.Where is { } where ? $" where {where}" : "")}";

    /// <summary>Returns the rows of the watched tables as they were at opening, or at the last <see cref="RememberAsync"/>.</summary>
    public async Task<ILookup<Subject, (string Key, Belonging Belongs)>> RowsAsync(CancellationToken cancellation = default)
    {
        var rows = new List<(Subject Subject, string Key, Belonging Belongs)>();
        await using var command = new NpgsqlCommand(
            "select place, key, tenant, owner, also from pg_temp.usage_rls_rows order by place, key",
            Connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            rows.Add((_watched[reader.GetInt32(0) - 1], reader.GetString(1), new(Text(2), Text(3), Text(4))));
        }
        return rows.ToLookup(r => r.Subject, r => (r.Key, r.Belongs));
    }

    /// <summary>Remembers the current rows of the watched tables; later changes are found by comparison with these rows.</summary>
    public async Task<ILookup<Subject, (string Key, Belonging Belongs)>> RememberAsync(CancellationToken cancellation = default)
    {
        await ExecuteAsync("delete from pg_temp.usage_rls_rows; select pg_temp.usage_rls_remember()", cancellation);
        return await RowsAsync(cancellation);
    }

    /// <summary>Runs statements in order, and returns a trial for each.</summary>
    /// <exception cref="SessionProofException">The session did not run as the caller, so its results would prove nothing.</exception>
    public async Task<IReadOnlyList<Trial>> TryAllAsync(
        IReadOnlyList<(Caller Caller, Statement Statement)> tries,
        CancellationToken cancellation = default
    )
    {
        var trials = new List<Trial>(tries.Count);
        foreach (var batch in tries.Chunk(BatchSize))
            await TryBatchAsync(batch, trials, cancellation);
        Attempts += tries.Count;
        return trials;
    }

    /// <summary>Runs SQL as the administrator, inside the transaction.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Rolls back the transaction and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ExecuteAsync("rollback");
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, so the server rolls back the transaction.
        }
        await Connection.DisposeAsync();
    }

    // A partitioned table is read with the rows of its partitions; for any other table, ONLY leaves out the rows of tables that inherit
    // from it.
    internal static string From(Subject subject) => subject.Table.IsPartitioned ? subject.Name.Sql : $"only {subject.Name.Sql}";

    internal static string KeyOf(Subject subject) => $"row({KeyColumns(subject)})::text";

    // The columns that address a row of the table, which has the alias `t` in the query.
    internal static string KeyColumns(Subject subject) =>
        string.Join(", ", subject.Table.Address.Select(c => $"t.{SqlText.Identifier(c.Name)}"));

    private async Task TryBatchAsync((Caller Caller, Statement Statement)[] tries, List<Trial> trials, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select * from pg_temp.usage_rls_try($1, $2, $3, $4, $5, $6, $7)", Connection);
        void Add(Func<(Caller Caller, Statement Statement), string?> column) =>
            command.Parameters.Add(
                new() { Value = Array.ConvertAll(tries, t => column(t)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        Add(t => t.Statement.Scene);
        Add(t => t.Caller.Role);
        Add(t => t.Caller.Claims ?? "");
        Add(t => t.Caller.Headers);
        Add(t => t.Caller.HasReadableClaims ? t.Caller.UserId?.ToString() ?? "" : null);
        Add(t => string.Join('\u001e', [.. t.Statement.Before, t.Statement.Sql]));
        Add(t =>
            t.Statement.Result switch
            {
                ResultKind.Ids => "rows",
                ResultKind.Count => "count",
                _ => "command",
            }
        );

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            trials.Add(Read(reader, tries[reader.GetInt32(0) - 1]));
        RoundTrips++;
    }

    private Trial Read(NpgsqlDataReader reader, (Caller Caller, Statement Statement) tried)
    {
        var (caller, statement) = tried;
        var (state, message) = (reader.GetString(1), reader.GetString(2));
        if (state == "UR002")
            throw new SessionProofException($"The session of '{caller.Name}' is not that caller: it {message}. Denials prove nothing.");
        if (state == "UR003")
            throw new InvalidOperationException($"The rows that this statement changed could not be read: {message}\n{statement.Sql}");
        if (state != PostgresErrorCodes.SuccessfulCompletion)
        {
            var constraint = reader.IsDBNull(3) ? null : reader.GetString(3);
            return new Trial(caller, statement, ErrorClassifier.Classify(statement, state, message, constraint), [], [])
            {
                Detail = reader.GetString(7),
            };
        }

        return new Trial(
            caller,
            statement,
            Outcome.Succeeded(statement, reader.IsDBNull(4) ? 0 : reader.GetInt64(4)),
            reader.GetFieldValue<string[]>(5),
            reader.IsDBNull(6) ? [] : Changes(reader.GetString(6))
        );
    }

    private RowChange[] Changes(string json)
    {
        using var changes = JsonDocument.Parse(json);
        return
        [
            .. changes
                .RootElement.EnumerateArray()
                .Select(change =>
                {
                    var command = change[1].GetString()!;
                    Belonging Of(int tenant, int owner, int also) =>
                        new(change[tenant].GetString(), change[owner].GetString(), change[also].GetString());
                    var (before, after) = (Of(3, 4, 7), Of(5, 6, 8));
                    return new RowChange(
                        _watched[change[0].GetInt32() - 1],
                        command,
                        change[2].GetString()!,
                        command == "insert" ? null : before,
                        command == "delete" ? null : after
                    )
                    {
                        Content = change[9].GetString(),
                        IsSame = change[10].GetBoolean(),
                        Counts = change[11].ValueKind == JsonValueKind.True,
                    };
                }),
        ];
    }
}
