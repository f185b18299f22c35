using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Preflight;

/// <summary>
/// Checks whether each table that the checks use exists, and has the columns that the checks write, each of a fitting type.
/// </summary>
public static class TableFit
{
    private static readonly string s_columns = EmbeddedSql.Read("Preflight/table_columns.sql");

    /// <summary>Returns an obstacle for each table that is missing, and for each column that is missing or has another type.</summary>
    /// <param name="connection">A connection to a database after all migrations.</param>
    /// <param name="required">The tables that the checks use.</param>
    /// <param name="statements">Finds the statement that created a table.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<IReadOnlyList<Obstacle>> CheckAsync(
        NpgsqlConnection connection,
        IReadOnlyList<RequiredTable> required,
        StatementLocator statements,
        CancellationToken cancellation = default
    )
    {
        var columns = await ReadAsync(connection, cancellation);
        return [.. required.SelectMany(table => Check(table, columns, statements)).OrderBy(o => o.Place != "")];
    }

    private static IEnumerable<Obstacle> Check(
        RequiredTable table,
        ILookup<(string Schema, string Table), (string Name, string Type)> columns,
        StatementLocator statements
    )
    {
        var there = columns[(table.Schema, table.Name)].ToArray();
        if (there.Length == 0)
        {
            var near = columns.Select(t => t.Key).Where(t => t.Table == table.Name).Select(t => $"{t.Schema}.{t.Table}").ToArray();
            yield return new Obstacle(
                $"These migrations create no table {table}{(near.Length == 0 ? "" : $", but {string.Join(", ", near)}")}",
                "",
                $"Set {MigrationSet.Variable} to the folder whose migrations create this table."
            );
            yield break;
        }

        foreach (var column in table.Columns)
        {
            var found = there.FirstOrDefault(c => c.Name == column.Name);
            if (found.Name is null)
            {
                var others = there
                    .Where(c => column.Types.Contains(c.Type) && table.Columns.All(r => r.Name != c.Name))
                    .Select(c => c.Name)
                    .ToArray();
                yield return new Obstacle(
                    $"{table} has no column {column.Name} "
                        + $"({column.Types[0]}){(others.Length == 0 ? "" : $"; its columns of this type are {string.Join(", ", others)}")}",
                    statements.Creation(table.Name)?.ToString() ?? "",
                    $"The checks of {table} need this column."
                );
            }
            else if (!column.Types.Contains(found.Type))
            {
                yield return new Obstacle(
                    $"{table}.{column.Name} has the type {found.Type}, but the checks write {column.Types[0]}",
                    statements.Creation(table.Name)?.ToString() ?? "",
                    $"The checks of {table} need the type {string.Join(" or ", column.Types)} for this column."
                );
            }
        }
    }

    private static async Task<ILookup<(string Schema, string Table), (string Name, string Type)>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation
    )
    {
        var columns = new List<((string, string) Table, (string, string) Column)>();
        await using var command = new NpgsqlCommand(s_columns, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            columns.Add(((reader.GetString(0), reader.GetString(1)), (reader.GetString(2), reader.GetString(3))));
        return columns.ToLookup(c => c.Table, c => c.Column);
    }
}
