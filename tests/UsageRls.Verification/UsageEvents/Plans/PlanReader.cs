using System.Text.Json.Nodes;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>Runs a query as its sender and reads its executed plan, in one transaction that is always rolled back.</summary>
public static class PlanReader
{
    // The first call of a policy's function in a session compiles the function and reads
    // the catalog: a warm-up keeps the buffers of that call out of the measurement.
    private const string WarmUp = "select from public.usage_events limit 1";
    private const string Explain = "explain (analyze, buffers, timing off, summary off, format json) ";

    /// <summary>Reads the plan of a query. Buffers count whether they are cached or not, so one run is enough.</summary>
    /// <exception cref="SessionProofException">The role or user id of the session is not the sender's.</exception>
    /// <exception cref="PostgresException">The database refuses the query.</exception>
    public static async Task<QueryPlan> ReadAsync(TestDatabase database, PlannedQuery query, CancellationToken cancellation = default)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        return await ReadAsync(connection, query, cancellation);
    }

    /// <summary>Reads the plan of a query on a connection of the administrator.</summary>
    /// <inheritdoc cref="ReadAsync(TestDatabase, PlannedQuery, CancellationToken)"/>
    public static async Task<QueryPlan> ReadAsync(NpgsqlConnection connection, PlannedQuery query, CancellationToken cancellation = default)
    {
        string[] statements =
        [
            "begin",
            .. query.Setup,
            CallerSession.Settings(query.Sender),
            CallerSession.OlderClaims(query.Sender),
            .. await CallerSession.PreRequestAsync(connection, cancellation),
            CallerSession.Proof(query.Sender),
            WarmUp,
            Explain + query.Sql,
            "rollback",
        ];
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var sql in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await CallerSession.ProveAsync(query.Sender, reader, cancellation);
            await reader.NextResultAsync(cancellation);
            await reader.NextResultAsync(cancellation); // past the warm-up
            await reader.ReadAsync(cancellation);
            return new QueryPlan(query, PlanNode.Read(JsonNode.Parse(reader.GetString(0))![0]!["Plan"]!.AsObject()));
        }
        catch (PostgresException) when (connection.State is System.Data.ConnectionState.Open)
        {
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync(cancellation);
            throw;
        }
    }
}
