using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// A unique key or exclusion constraint. It can refuse a row because of an existing row of another tenant.
/// </summary>
/// <param name="Table">The table that has the constraint.</param>
/// <param name="Name">The constraint's name, as PostgreSQL's error reports it.</param>
/// <param name="Columns">The columns that the constraint compares.</param>
/// <param name="Condition">The columns in the condition of a partial index; empty for other indexes.</param>
/// <param name="IsExclusion">True for an exclusion constraint; false for a unique key.</param>
internal sealed partial record UniqueConstraint(
    TableName Table,
    string Name,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Condition,
    bool IsExclusion
)
{
    /// <summary>
    /// For each JSON column, the key that the constraint compares: for <c>data ->> 'number'</c>, the column <c>data</c> has the key
    /// <c>number</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> DocumentKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the unique keys and exclusion constraints of all tables outside the system schemas from the catalog.</summary>
    public static async Task<ILookup<TableName, UniqueConstraint>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var found = new List<UniqueConstraint>();
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/Attacks/unique_constraints.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var table = new TableName(reader.GetString(0), reader.GetString(1));
            found.Add(
                new(table, reader.GetString(2), reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4), reader.GetBoolean(5))
                {
                    DocumentKeys = Keys()
                        .Matches(reader.GetString(6))
                        .DistinctBy(m => m.Groups["column"].Value)
                        .ToDictionary(m => m.Groups["column"].Value, m => m.Groups["key"].Value, StringComparer.Ordinal),
                }
            );
        }
        return found.ToLookup(c => c.Table);
    }

    [GeneratedRegex(@"(?<column>\w+) ->>? '(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Keys();
}
