using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>A sequence of migrations in which only the first can affect access to a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The number of the first migration of the sequence, counted from 0.</param>
internal sealed record TableEpoch(TableName Table, int From)
{
    /// <summary>
    /// The number of the next migration that changes something that affects access, or drops the table; null if there is none.
    /// </summary>
    public int? Until { get; init; }
}

/// <summary>Finds, for each table, the migrations that change anything that affects access to the table.</summary>
internal static class TableEpochs
{
    /// <summary>
    /// Applies all migrations to a database without migrations and returns the sequences for each table, except the tables for which
    /// <paramref name="isLeft"/> is true.
    /// </summary>
    public static async Task<IReadOnlyList<TableEpoch>> ReadAsync(
        TestDatabase database,
        MigrationSet migrations,
        Func<TableName, bool> isLeft,
        CancellationToken cancellation
    )
    {
        var (states, now) = (new List<TableEpoch>(), new Dictionary<TableName, (string Digest, int From)>());
        var (catalog, i) = (new CatalogChanges(database), 0);
        await database.ApplyAsync(
            migrations.Migrations,
            async () =>
            {
                if (await catalog.AreThereAsync(cancellation))
                    Add(await TableDigests.ReadAsync(database, cancellation));
                i++;
            },
            cancellation
        );
        return [.. states, .. now.Select(n => new TableEpoch(n.Key, n.Value.From))];

        void Add(Dictionary<TableName, string> digests)
        {
            foreach (var (table, (digest, from)) in now.Where(n => digests.GetValueOrDefault(n.Key) != n.Value.Digest).ToArray())
            {
                states.Add(new(table, from) { Until = i });
                now.Remove(table);
            }
            foreach (var (table, digest) in digests.Where(p => !isLeft(p.Key)))
                now.TryAdd(table, (digest, i));
        }
    }
}
