using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>A span of migrations during which nothing changes that affects access to a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The number of the migration, from 0, with which the span begins.</param>
internal sealed record TableEpoch(TableName Table, int From)
{
    /// <summary>The number of the migration that ends the span, by a change or by dropping the table; null if none does.</summary>
    public int? Until { get; init; }
}

/// <summary>Finds, for each table, the migrations that change anything that affects access to it.</summary>
internal static class TableEpochs
{
    /// <summary>Applies all migrations to an empty database and returns the spans of each table.</summary>
    public static async Task<IReadOnlyList<TableEpoch>> ReadAsync(
        TestDatabase database,
        MigrationSet migrations,
        Func<TableName, bool> isLeft,
        CancellationToken cancellation
    )
    {
        var (states, now) = (new List<TableEpoch>(), new Dictionary<TableName, (string Print, int From)>());
        var (catalog, i) = (new CatalogChanges(database), 0);
        await database.ApplyAsync(
            migrations.Migrations,
            async () =>
            {
                if (await catalog.AreThereAsync(cancellation))
                    Add(await TablePrints.ReadAsync(database, cancellation));
                i++;
            },
            cancellation
        );
        return [.. states, .. now.Select(n => new TableEpoch(n.Key, n.Value.From))];

        void Add(Dictionary<TableName, string> prints)
        {
            foreach (var (table, (print, from)) in now.Where(n => prints.GetValueOrDefault(n.Key) != n.Value.Print).ToArray())
            {
                states.Add(new(table, from) { Until = i });
                now.Remove(table);
            }
            foreach (var (table, print) in prints.Where(p => !isLeft(p.Key)))
                now.TryAdd(table, (print, i));
        }
    }
}
