using System.Data;
using System.Reflection;
using Npgsql;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>
/// Reads a catalog in one transaction, READ ONLY and REPEATABLE READ, with short timeouts. The reader creates nothing, takes no advisory
/// lock and reads no table of the application.
/// </summary>
public static class SnapshotReader
{
    // The settings end with the transaction, because a pooler may give the connection to another client afterwards. With an empty
    // search_path, PostgreSQL prints names with their schemas.
    private const string Settings = """
        set transaction read only;
        set local statement_timeout = '15s';
        set local lock_timeout = '1s';
        set local search_path = '';
        """;

    private const string Server = "select current_setting('server_version_num'), session_user::text";

    private const string History = """
        select case when c.oid is null then 'there is no table supabase_migrations.schema_migrations'
          when not pg_catalog.has_schema_privilege(n.oid, 'usage') or not pg_catalog.has_table_privilege(c.oid, 'select')
            then 'the login may not read supabase_migrations.schema_migrations'
          else '' end
        from (select) as one
        left join pg_catalog.pg_namespace n on n.nspname = 'supabase_migrations'
        left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = 'schema_migrations'
        """;

    private const string Applied =
        "select to_jsonb(m) ->> 'version', coalesce(to_jsonb(m) ->> 'name', '') from supabase_migrations.schema_migrations as m order by 1";

    private static readonly string s_access = EmbeddedSql.Read("Deployed/access.sql");

    private static readonly string[] s_catalog =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith("Deployed/Catalog/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => EmbeddedSql.Read(typeof(SnapshotReader).Assembly, name)),
    ];

    /// <summary>Reads the catalog of a clone.</summary>
    public static async Task<CatalogSnapshot> ReadAsync(TestDatabase clone, CancellationToken cancellation = default)
    {
        await using var connection = await clone.Connections.OpenConnectionAsync(cancellation);
        return await ReadAsync(connection, cancellation);
    }

    /// <summary>Reads the catalog of a database.</summary>
    /// <param name="connection">An open connection, of any login.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="PostgresException">The server refuses a statement, or another transaction holds a conflicting lock.</exception>
    public static async Task<CatalogSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in SqlScript.Split(Settings))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        foreach (var sql in (string[])[Server, History, s_access, .. s_catalog])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var (server, why) = (Single(await RowsAsync(reader, cancellation)), Single(await RowsAsync(reader, cancellation))[0]!);
        var privileges = (await RowsAsync(reader, cancellation)).Select(r => new HeldPrivilege(r[0]!, r[1]!, r[2]!)).ToHashSet();
        var items = new Dictionary<(string, string), CatalogItem>();
        for (var kind = 0; kind < s_catalog.Length; kind++)
        {
            foreach (var row in await RowsAsync(reader, cancellation))
            {
                var item = new CatalogItem(row[0]!, row[1]!, row[2]!, row[3] ?? "")
                {
                    Make = row[4],
                    Unmake = row[5],
                    Alter = row[6],
                    Schema = row[7] ?? "",
                    Shape = row.Length > 8 ? row[8] ?? "" : "",
                    Rank = (kind * 1_000_000) + items.Count,
                };
                items.TryAdd(item.Key, item);
            }
        }
        await reader.DisposeAsync();

        var history = why == "" ? await AppliedAsync(connection, transaction, cancellation) : null;
        await transaction.RollbackAsync(cancellation);
        var number = int.Parse(server[0]!, System.Globalization.CultureInfo.InvariantCulture);
        return new CatalogSnapshot(new Version(number / 10_000, number % 10_000), server[1]!, items, privileges)
        {
            History = history,
            WithoutHistory = why,
        };
    }

    private static async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Applied, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return [.. (await RowsAsync(reader, cancellation)).Select(r => new AppliedMigration(r[0] ?? "", r[1] ?? ""))];
    }

    private static string?[] Single(List<string?[]> rows) =>
        rows is [var only] ? only : throw new InvalidOperationException("The server must return exactly one row for this query.");

    // Reads every column as text, because Npgsql may not have loaded the server's types; loading the types would need a further query.
    private static async Task<List<string?[]>> RowsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellation))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        await reader.NextResultAsync(cancellation);
        return rows;
    }
}
