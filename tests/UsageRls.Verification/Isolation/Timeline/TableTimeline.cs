using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>Access of a group of callers to a group of rows of a table, tested by the simplest statement of a command.</summary>
/// <param name="Table">The table.</param>
/// <param name="Command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Who">The group of callers, for example <c>members (admin)</c>.</param>
/// <param name="Rows">The group of rows, for example <c>others' rows of their tenant</c>.</param>
/// <param name="IsIntended">False if the intent file denies the access.</param>
public sealed record TableAccess(TableName Table, string Command, string Who, string Rows, bool IsIntended);

/// <summary>
/// The access that one migration opened and closed with one grant baseline, and a statement that shows each opened or closed access.
/// </summary>
/// <param name="Migration">The migration's file name.</param>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Opened">The access that is possible after the migration but was not possible before it.</param>
/// <param name="Closed">The access that was possible before the migration but is not possible after it.</param>
public sealed record TableChange(
    string Migration,
    GrantBaseline Baseline,
    IReadOnlyDictionary<TableAccess, Trial> Opened,
    IReadOnlyDictionary<TableAccess, Trial> Closed
);

/// <summary>
/// The access that each migration of a set opened and closed on the tables. A table is tested again only if a migration has changed catalog
/// entries that can affect access to the table.
/// </summary>
/// <remarks>
/// Access to a table stays the same until a migration changes it, so tables that no later migration changes are tested together at the end.
/// </remarks>
/// <param name="Changes">The migrations that changed anything that can affect access, in their order.</param>
/// <param name="Attempts">How many statements were run.</param>
public sealed record TableTimeline(IReadOnlyList<TableChange> Changes, int Attempts)
{
    /// <summary>Applies the migrations in order, and tests each table once for each state of the objects that decide its access.</summary>
    /// <param name="platform">The template database with the platform and without migrations.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="intent">The intent file; null if there is none.</param>
    /// <param name="seed">The seed of the generated rows.</param>
    /// <param name="isLeft">Whether to leave a table out because it has a timeline of its own.</param>
    /// <param name="cancellation">Cancels the statements.</param>
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
        var states = await TableEpochs.ReadAsync(database, migrations, isLeft, cancellation);
        var access = new Dictionary<TableEpoch, IReadOnlyDictionary<TableAccess, Trial>>();
        var attempts = 0;
        async Task TryAsync(TestDatabase on, IEnumerable<TableEpoch> these)
        {
            var tables = these.ToDictionary(s => s.Table);
            var tried = await TriedTables.TryAsync(on, intent, tables.Keys.ToHashSet(), seed, cancellation);
            attempts += tried.Attempts;
            foreach (var (table, state) in tables)
                access[state] = tried.Access.Where(a => a.Key.Table == table).ToDictionary();
        }

        if (states.Where(s => s.Until is not null).GroupBy(s => s.Until!.Value).OrderBy(g => g.Key).ToArray() is { Length: > 0 } passing)
        {
            await using var again = await platform.CloneAsync(cancellation);
            var applied = 0;
            foreach (var these in passing)
            {
                var next = migrations.Migrations.Take(applied..these.Key);
                await again.ApplyAsync(next, () => Task.CompletedTask, cancellation);
                applied = these.Key;
                await using var copy = await again.CopyAsync(cancellation);
                await TryAsync(copy, these);
            }
        }
        await TryAsync(database, states.Where(s => s.Until is null));
        return new TableTimeline([.. Compare(states, access, migrations, platform.Baseline)], attempts);
    }

    private static IEnumerable<TableChange> Compare(
        IReadOnlyList<TableEpoch> states,
        Dictionary<TableEpoch, IReadOnlyDictionary<TableAccess, Trial>> access,
        MigrationSet migrations,
        GrantBaseline baseline
    )
    {
        for (var i = 0; i < migrations.Migrations.Count; i++)
        {
            var before = states.Where(s => s.Until == i).SelectMany(s => access[s]).ToDictionary();
            var after = states.Where(s => s.From == i).SelectMany(s => access[s]).ToDictionary();
            if (before.Count + after.Count > 0)
                yield return new(migrations.Migrations[i].FileName, baseline, Without(after, before), Without(before, after));
        }
    }

    private static Dictionary<TableAccess, Trial> Without(Dictionary<TableAccess, Trial> these, Dictionary<TableAccess, Trial> those) =>
        these.Where(f => !those.ContainsKey(f.Key)).ToDictionary();
}
