using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>Detects whether the catalog entries that can affect access have changed.</summary>
/// <param name="database">The database whose catalog is read.</param>
internal sealed class CatalogChanges(TestDatabase database)
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/Timeline/changed.sql");

    private string _transaction = "3"; // the first normal transaction id
    private string _counts = "";

    /// <summary>Whether catalog entries that can affect access have changed since the previous call; true on the first call.</summary>
    public async Task<bool> AreThereAsync(CancellationToken cancellation)
    {
        await using var command = database.Connections.CreateCommand(s_sql);
        command.Parameters.Add(new() { Value = _transaction });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (isWritten, counts) = (reader.GetBoolean(1), reader.GetString(2));
        var isChanged = isWritten || counts != _counts;
        (_transaction, _counts) = (reader.GetString(0), counts);
        return isChanged;
    }
}
