using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>A transaction in which one query is sent repeatedly, as its caller or as the table owner.</summary>
internal sealed class QuerySession : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly PlannedQuery _query;

    private QuerySession(TestDatabase database, NpgsqlConnection connection, PlannedQuery query)
    {
        (_database, _connection, _query) = (database, connection, query);
        _command = connection.CreateCommand();
        (_command.CommandText, _command.CommandTimeout) = (query.Sql, 0);
    }

    /// <summary>Opens a session; if the query's plan has not been stored yet, reads it for the report.</summary>
    public static async Task<QuerySession> OpenAsync(CostCell cell, bool asOwner)
    {
        var (database, callers) = await BigDatabases.ForAsync(cell);
        var caller = callers.Single(c => c.Kind == cell.Caller);
        var query = asOwner ? cell.Query.Baseline(caller, database.Owner) : cell.Query.As(caller);
        if (PlanFacts.Find(cell, asOwner) is null)
            PlanFacts.Record(cell, asOwner, await PlanReader.ReadAsync(database, query));
        var session = new QuerySession(database, await database.Connections.OpenConnectionAsync(), query);
        foreach (var sql in (string[])["begin", .. query.Setup])
            await session.ExecuteAsync(sql);
        return session;
    }

    /// <summary>Sends the query, which the server plans again each time, reads all rows, and returns their number.</summary>
    public async Task<int> ReadAsync()
    {
        await using var reader = await _command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync())
            rows++;
        return rows;
    }

    /// <summary>Rolls back and, after inserts, runs VACUUM, so that dead rows do not slow the next query.</summary>
    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync("rollback");
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
        if (_query.Query.IsWrite)
            await _database.ExecuteAsync($"vacuum public.{UsageEventsTables.Name}");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
