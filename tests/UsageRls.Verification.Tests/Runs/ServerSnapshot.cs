using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Digests of the tables and system catalogs of all databases of a server that allow connections.</summary>
public sealed record ServerSnapshot(IReadOnlyDictionary<string, string> Digests)
{
    private static readonly string s_snapshot = EmbeddedSql.Read("Runs/snapshot.sql");

    /// <summary>Takes a snapshot; nothing on the server may change meanwhile.</summary>
    public static async Task<ServerSnapshot> TakeAsync(PostgresServer server)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var database in await ReadAsync(server, "postgres", "select datname, '' from pg_database where datallowconn"))
        {
            foreach (var (relation, digest) in await ReadAsync(server, database.Key, s_snapshot))
                digests[$"{database.Key}: {relation}"] = digest;
        }
        return new(digests);
    }

    /// <summary>Returns the differences from an earlier snapshot.</summary>
    public IEnumerable<string> Since(ServerSnapshot before) =>
        from relation in Digests.Keys.Union(before.Digests.Keys)
        let was = before.Digests.GetValueOrDefault(relation, "not there")
        let isNow = Digests.GetValueOrDefault(relation, "not there")
        where was != isNow
        select $"{relation}: {was} -> {isNow}";

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(PostgresServer server, string database, string sql)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0), reader.IsDBNull(1) ? "" : reader.GetString(1));
        return rows;
    }
}
