using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using static Npgsql.PostgresErrorCodes;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>How a caller's transaction on a pooled connection ends.</summary>
public enum Ending
{
    /// <summary>The caller commits.</summary>
    Commit,

    /// <summary>The caller rolls back.</summary>
    Rollback,

    /// <summary>A statement fails, then the transaction is rolled back.</summary>
    Error,

    /// <summary>The caller returns the connection with the transaction open: the pool rolls the transaction back.</summary>
    GivenBack,
}

/// <summary>
/// One physical connection that callers use one after the other, as behind a connection pool: between two callers, only
/// the end of the transaction resets state. The query is prepared once and stays prepared.
/// </summary>
public sealed class PooledConnection(TestDatabase database) : IAsyncDisposable
{
    /// <summary>The query that every caller runs; events recorded during a history are identified by their mark.</summary>
    public const string Look = "select coalesce((metadata ->> 'suite_mark')::uuid, id) from public.usage_events";

    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, NoResetOnClose = true }.ConnectionString
    );

    /// <summary>
    /// Begins a caller's transaction. If the db-pre-request function refuses the request, every later statement of the transaction fails.
    /// With <paramref name="withoutClaims"/>, <c>request.jwt.claims</c> is not set at all.
    /// </summary>
    public async Task<NpgsqlConnection> BeginAsync(Caller caller, bool withoutClaims = false)
    {
        var connection = await _pool.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        // Without claims only the role is verified: the visible rows show whether claims of an earlier caller are still set.
        foreach (var sql in CallerSession.Request(caller, setsClaims: !withoutClaims))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await CallerSession.ProveAsync(caller, reader);
            await reader.NextResultAsync(); // throws the error of the db-pre-request function
        }
        catch (PostgresException refused) when (ErrorClassifier.IsOfPreRequest(refused.ConstraintName)) { }
        return connection;
    }

    /// <summary>
    /// Returns the ids that the prepared statement returns; empty if the caller lacks the SELECT privilege or the request was refused.
    /// </summary>
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

    /// <summary>Ends the caller's transaction and returns the connection to the pool.</summary>
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
