using System.Collections.Concurrent;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>A database with a few tables, and the row maker for these tables.</summary>
internal sealed class RowScene : IAsyncDisposable
{
    private static readonly Migration s_nothing = Migration.Create("20260101000000_nothing.sql", "select;");

    // Clones without tables, which scenes in a transaction use one after the other.
    private static readonly ConcurrentBag<TestDatabase> s_idle = [];

    private readonly Func<ValueTask> _end;

    private RowScene(NpgsqlConnection administrator, RowMaker maker, Func<ValueTask> end) =>
        (Administrator, Maker, _end) = (administrator, maker, end);

    public NpgsqlConnection Administrator { get; }

    public RowMaker Maker { get; }

    public static async Task<RowScene> WithAsync(
        string sql,
        int seed = 7,
        IReadOnlyDictionary<TableName, IReadOnlyDictionary<string, string>>? samples = null
    )
    {
        // All scenes share one template, because the tables are created in the clone.
        var database = await Laboratory.MigratedAsync([s_nothing]);
        await database.ApplyAsync(Migration.Create("20260101000001_tables.sql", sql));
        var administrator = await database.Connections.OpenConnectionAsync();
        return new RowScene(
            administrator,
            new RowMaker(await DatabaseSchema.ReadAsync(administrator), administrator, seed, samples),
            database.DisposeAsync
        );
    }

    /// <summary>
    /// Creates the tables in a transaction, which ends with the scene. This takes less time than a clone, but a deferred constraint is not
    /// checked.
    /// </summary>
    public static async Task<RowScene> InTransactionAsync(string sql)
    {
        var database = s_idle.TryTake(out var idle) ? idle : await Laboratory.MigratedAsync([s_nothing]);
        var administrator = await database.Connections.OpenConnectionAsync();
        var transaction = await administrator.BeginTransactionAsync();
        await using (var create = new NpgsqlCommand($"set role {SqlText.Identifier(database.Owner)}; {sql}; reset role", administrator))
            await create.ExecuteNonQueryAsync();
        return new RowScene(
            administrator,
            new RowMaker(await DatabaseSchema.ReadAsync(administrator), administrator, seed: 7),
            async () =>
            {
                await transaction.DisposeAsync();
                s_idle.Add(database);
            }
        );
    }

    public static TableName Public(string name) => new("public", name);

    /// <summary>Returns the error with which an action must fail.</summary>
    public static async Task<RowNotMadeException> RefusalAsync(Func<Task> action) =>
        await Assert.ThrowsAsync<RowNotMadeException>(action) ?? throw new InvalidOperationException("The row was made.");

    public Task<MadeRow> InsertAsync(
        string table,
        IReadOnlyDictionary<string, RowValue>? given = null,
        Func<ForeignKey, MadeRow?>? parents = null
    ) => Maker.InsertAsync(Public(table), given, parents);

    /// <summary>Inserts several rows into a table and returns their values of one column.</summary>
    public async Task<IReadOnlyList<string?>> InsertManyAsync(string table, int count, string column = "id")
    {
        var values = new List<string?>();
        for (var i = 0; i < count; i++)
            values.Add((await InsertAsync(table))[column]);
        return values;
    }

    public async Task<string?> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, Administrator);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _end();
        await Administrator.DisposeAsync();
    }
}
