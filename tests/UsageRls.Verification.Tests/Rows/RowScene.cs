using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>A database with a few tables, and the row maker for these tables.</summary>
internal sealed class RowScene : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private RowScene(TestDatabase database, NpgsqlConnection administrator, RowMaker maker) =>
        (_database, Administrator, Maker) = (database, administrator, maker);

    public NpgsqlConnection Administrator { get; }

    public RowMaker Maker { get; }

    public static async Task<RowScene> WithAsync(
        string sql,
        int seed = 7,
        IReadOnlyDictionary<TableName, IReadOnlyDictionary<string, string>>? samples = null
    )
    {
        // All scenes share one template, because the tables are created in the clone.
        var database = await Laboratory.MigratedAsync([Migration.Create("20260101000000_nothing.sql", "select;")]);
        await database.ApplyAsync(Migration.Create("20260101000001_tables.sql", sql));
        var administrator = await database.Connections.OpenConnectionAsync();
        return new RowScene(
            database,
            administrator,
            new RowMaker(await DatabaseSchema.ReadAsync(administrator), administrator, seed, samples)
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
        await Administrator.DisposeAsync();
        await _database.DisposeAsync();
    }
}
