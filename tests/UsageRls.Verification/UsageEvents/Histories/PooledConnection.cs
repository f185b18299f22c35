using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using static Npgsql.PostgresErrorCodes;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>How a turn on a pooled connection ends.</summary>
public enum Ending
{
    /// <summary>By commit.</summary>
    Commit,

    /// <summary>By rollback.</summary>
    Rollback,

    /// <summary>By an error, after which the transaction is rolled back.</summary>
    Error,

    /// <summary>By giving the connection back with the transaction open: the pool rolls it back.</summary>
    GivenBack,
}

/// <summary>
/// One physical connection that callers share in turns, as behind a pool: nothing is reset between them but what the end
/// of a transaction resets, and the plan of the statement is prepared once and stays.
/// </summary>
public sealed class PooledConnection(TestDatabase database) : IAsyncDisposable
{
    /// <summary>What everyone asks; recorded events by the mark they bear.</summary>
    public const string Look = "select coalesce((metadata ->> 'suite_mark')::uuid, id) from public.usage_events";

    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, NoResetOnClose = true }.ConnectionString
    );

    /// <summary>
    /// Begins a caller's transaction, which is over where the db-pre-request function refuses the request;
    /// <paramref name="withoutClaims"/>: the claims are not set at all.
    /// </summary>
    public async Task<NpgsqlConnection> BeginAsync(Caller caller, bool withoutClaims = false)
    {
        var connection = await _pool.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        // Without claims only the role is proved: the rows that are visible tell whether claims were inherited.
        foreach (var sql in CallerSession.Request(caller, setsClaims: !withoutClaims))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await CallerSession.ProveAsync(caller, reader);
            await reader.NextResultAsync(); // what the db-pre-request function raises
        }
        catch (PostgresException refused) when (ErrorClassifier.IsOfPreRequest(refused.ConstraintName)) { }
        return connection;
    }

    /// <summary>What is seen by the prepared statement; nothing where the right to look is missing, or the request was refused.</summary>
    public static async Task<IReadOnlySet<Guid>> SeeAsync(NpgsqlConnection connection)
    {
        var seen = new HashSet<Guid>();
        await using var command = new NpgsqlCommand(Look, connection);
        try
        {
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                seen.Add(reader.GetGuid(0));
        }
        catch (PostgresException refused) when (refused.SqlState is InsufficientPrivilege or InFailedSqlTransaction) { }

        return seen;
    }

    /// <summary>Ends a turn.</summary>
    public static async Task EndAsync(NpgsqlConnection connection, Ending ending)
    {
        if (ending is Ending.Error)
        {
            try
            {
                await ExecuteAsync(connection, "select 1 / 0");
            }
            catch (PostgresException fault) when (fault.SqlState is DivisionByZero or InFailedSqlTransaction) { }
        }

        if (ending is not Ending.GivenBack)
            await ExecuteAsync(connection, ending is Ending.Commit ? "commit" : "rollback");
        await connection.DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
