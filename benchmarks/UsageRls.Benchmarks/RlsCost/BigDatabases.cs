using System.Diagnostics;
using System.Globalization;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// Provides the databases with large tables. Each size is loaded once and copied for each policy and index form; only the last copy is
/// kept.
/// </summary>
internal static class BigDatabases
{
    private static readonly Dictionary<PlanWorld, TestDatabase> s_loaded = [];
    private static (CostCell Cell, TestDatabase Database, IReadOnlyList<QueryCaller> Callers)? s_current;

    /// <summary>The database on which the query of a cost cell is measured, and the callers in this database.</summary>
    public static async Task<(TestDatabase Database, IReadOnlyList<QueryCaller> Callers)> ForAsync(CostCell cell)
    {
        if (s_current is { } current)
        {
            if (current.Cell.World == cell.World && current.Cell.Policy == cell.Policy && current.Cell.Index == cell.Index)
                return (current.Database, current.Callers);
            await current.Database.DisposeAsync();
            s_current = null;
        }

        var database = await (await LoadedAsync(cell.World)).CopyAsync();
        foreach (var form in (Form[])[cell.Policy, cell.Index])
        {
            if (form.Sql != "")
                await database.ApplyAsync(Migration.Create($"{form.Name}.sql", form.Sql));
        }
        var callers = await QueryCaller.AllAsync(database);
        s_current = (cell, database, callers);
        return (database, callers);
    }

    /// <summary>Drops all databases of the benchmarks.</summary>
    public static async ValueTask DisposeAsync()
    {
        if (s_current is { } current)
            await current.Database.DisposeAsync();
        foreach (var database in s_loaded.Values)
            await database.DisposeAsync();
        s_loaded.Clear();
    }

    private static async Task<TestDatabase> LoadedAsync(PlanWorld world)
    {
        if (s_loaded.TryGetValue(world, out var loaded))
            return loaded;
        var watch = Stopwatch.StartNew();
        var database = await (await SharedServer.TemplateAsync()).CloneAsync();
        await world.LoadAsync(database);
        Progress.Say(string.Create(CultureInfo.InvariantCulture, $"loaded {world} in {watch.Elapsed.TotalSeconds:0.0} s"));
        return s_loaded[world] = database;
    }
}
