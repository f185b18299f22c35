using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>What some callers can do with some rows of a table, by the plainest way of a command.</summary>
/// <param name="Table">The table.</param>
/// <param name="Command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Who">The callers, as <c>members (admin)</c>.</param>
/// <param name="Rows">The rows, as <c>others' rows of their tenant</c>.</param>
/// <param name="IsMeant">False where the intent file denies it.</param>
public sealed record TableAccess(TableName Table, string Command, string Who, string Rows, bool IsMeant);

/// <summary>What one migration opened and closed on one baseline, each with a statement that shows it.</summary>
/// <param name="Migration">The migration's file name.</param>
/// <param name="Baseline">The baseline.</param>
/// <param name="Opened">What was not possible before and is now.</param>
/// <param name="Closed">What was possible before and is not now.</param>
public sealed record TableChange(
    string Migration,
    Baseline Baseline,
    IReadOnlyDictionary<TableAccess, Trial> Opened,
    IReadOnlyDictionary<TableAccess, Trial> Closed
);

/// <summary>What each migration of a set opened and closed, on every table: tried after each one that changes what access can depend on.</summary>
/// <param name="Changes">The migrations after which something was tried, in their order.</param>
/// <param name="Attempts">How many statements that took.</param>
public sealed record TableTimeline(IReadOnlyList<TableChange> Changes, int Attempts)
{
    private static readonly string s_prints = EmbeddedSql.Read("Isolation/Timeline/prints.sql");

    /// <summary>Applies the migrations one by one, and after each tries the tables that access can have changed on.</summary>
    /// <param name="platform">The template without any migration.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="intent">The intent file; null where there is none.</param>
    /// <param name="seed">What made rows are drawn from.</param>
    /// <param name="isLeft">The tables that have a timeline of their own.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<TableTimeline> RunAsync(
        Template platform,
        MigrationSet migrations,
        IntentFile? intent,
        int seed,
        Func<TableName, bool> isLeft,
        CancellationToken cancellation = default
    )
    {
        await using var database = await platform.CloneAsync(cancellation);
        var (changes, attempts) = (new List<TableChange>(), 0);
        var (prints, access) = (new Dictionary<TableName, string>(), new Dictionary<TableAccess, Trial>());
        foreach (var migration in migrations.Migrations)
        {
            await database.ApplyAsync(migration, cancellation);
            var now = await PrintsAsync(database, cancellation);
            var changed = now.Where(p => !isLeft(p.Key) && prints.GetValueOrDefault(p.Key) != p.Value).Select(p => p.Key).ToHashSet();
            var gone = prints.Keys.Where(t => !now.ContainsKey(t)).ToHashSet();
            prints = now;
            if (changed.Count + gone.Count == 0)
                continue;

            var tried = await TriedTables.TryAsync(database, intent, changed, seed, cancellation);
            attempts += tried.Attempts;
            var before = access.Where(a => changed.Contains(a.Key.Table) || gone.Contains(a.Key.Table)).ToDictionary();
            if (tried.Access.Count + before.Count > 0)
                changes.Add(new(migration.FileName, platform.Baseline, Without(tried.Access, before), Without(before, tried.Access)));
            access = access.Where(a => !before.ContainsKey(a.Key)).Concat(tried.Access).ToDictionary();
        }
        return new TableTimeline(changes, attempts);
    }

    private static async Task<Dictionary<TableName, string>> PrintsAsync(TestDatabase database, CancellationToken cancellation)
    {
        var prints = new Dictionary<TableName, string>();
        await using var command = database.Connections.CreateCommand(s_prints);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            prints[new(reader.GetString(0), reader.GetString(1))] = reader.GetString(2);
        return prints;
    }

    private static Dictionary<TableAccess, Trial> Without(
        IReadOnlyDictionary<TableAccess, Trial> these,
        IReadOnlyDictionary<TableAccess, Trial> those
    ) => these.Where(f => !those.ContainsKey(f.Key)).ToDictionary();
}
