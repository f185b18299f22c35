using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>Reads for each table a digest of the catalog entries that can affect access to the table's rows.</summary>
internal static class TableDigests
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/Timeline/digests.sql");

    /// <summary>Returns the digest of each table of the application, and of each table of the platform that has policies.</summary>
    public static async Task<Dictionary<TableName, string>> ReadAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var digests = new Dictionary<TableName, string>();
        await using var command = database.Connections.CreateCommand(s_sql);
        command.Parameters.Add(new() { Value = DatabaseSchema.PlatformSchemas.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            digests[new(reader.GetString(0), reader.GetString(1))] = reader.GetString(2);
        return digests;
    }
}
