using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Mutation.Targets;

/// <summary>Reads the <see cref="MutationTarget"/> from a database's catalog.</summary>
public static class TargetReader
{
    private static readonly string[] s_privileges = ["select", "insert", "update", "delete", "truncate", "references", "trigger"];
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>
    /// Reads a table, the tables and functions that its policies use, and the policies, grants, constraints, indexes and triggers of all
    /// these tables.
    /// </summary>
    public static async Task<MutationTarget> ReadAsync(TestDatabase database, TableName table, CancellationToken cancellation = default)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // With an empty search path the server prints every name with its schema.
        await using (var qualify = new NpgsqlCommand("set local search_path = ''", connection))
            await qualify.ExecuteNonQueryAsync(cancellation);

        var (tables, functions) = await ReadScopeAsync(connection, table, cancellation);
        Task<List<T>> Read<T>(string file) => ReadRowsAsync<T>(connection, file, table, tables, functions, cancellation);
        return new MutationTarget
        {
            Tables = await Read<TargetTable>("tables"),
            Columns = await Read<TargetColumn>("columns"),
            Policies = await Read<TargetPolicy>("policies"),
            Functions = await Read<TargetFunction>("functions"),
            Grants = await Read<TargetGrant>("grants"),
            Constraints = await Read<TargetConstraint>("constraints"),
            Indexes = await Read<TargetIndex>("indexes"),
            Triggers = await Read<TargetTrigger>("triggers"),
            Privileges = database.Server.Server.Version.Major >= 17 ? [.. s_privileges, "maintain"] : s_privileges,
        };
    }

    private static async Task<(uint[] Tables, uint[] Functions)> ReadScopeAsync(
        NpgsqlConnection connection,
        TableName table,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Mutation/Targets/scope.sql"), connection)
        {
            Parameters = { new() { Value = table.Sql } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetFieldValue<uint[]>(0), reader.GetFieldValue<uint[]>(1));
    }

    private static async Task<List<T>> ReadRowsAsync<T>(
        NpgsqlConnection connection,
        string file,
        TableName table,
        uint[] tables,
        uint[] functions,
        CancellationToken cancellation
    )
    {
        // The query mentions all three parameters, so that each file may use any of them.
        var sql =
            $"select pg_catalog.to_jsonb(found) from ({EmbeddedSql.Read($"Mutation/Targets/{file}.sql")}) as found "
            + "where $1::oid[] is not null and $2::oid[] is not null and $3::text is not null";
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var oids in (uint[][])[tables, functions])
            command.Parameters.Add(new() { Value = oids, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = table.Sql });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), s_json)!);
        return rows;
    }
}
