using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Reads the rows of a database, whether the population, a trigger or a migration inserted them.</summary>
internal static class KnownRows
{
    /// <summary>
    /// Reads up to 200 rows of each table. The result is a dictionary by table and by the row's key as PostgreSQL prints it.
    /// </summary>
    public static async Task<IReadOnlyDictionary<(TableName Table, string Key), MadeRow>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Subject> subjects,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var subject in subjects)
        {
            var columns = subject.Table.Columns.Select(c => $"t.{SqlText.Identifier(c.Name)}::text");
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    $"select {WatchedSession.KeyOf(subject)}, array[{string.Join(", ", columns)}] "
                        + $"from {WatchedSession.From(subject)} as t{(subject.Where is { } where ? $" where {where}" : "")} limit 200"
                )
            );
        }

        var known = new Dictionary<(TableName, string), MadeRow>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var subject in subjects)
        {
            while (await reader.ReadAsync(cancellation))
            {
                var values = reader.GetFieldValue<string?[]>(1);
                known[(subject.Name, reader.GetString(0))] = new MadeRow(
                    subject.Name,
                    subject
                        .Table.Columns.Select((c, i) => (c.Name, Value: values[i]))
                        .ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal)
                );
            }
            await reader.NextResultAsync(cancellation);
        }
        return known;
    }
}
