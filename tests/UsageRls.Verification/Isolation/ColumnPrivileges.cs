using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The columns that each role of the API may read, send and change, by whatever grant, its own or inherited.</summary>
public sealed class ColumnPrivileges
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/role_privileges.sql");

    private readonly Dictionary<(string Role, string Table, string Privilege), IReadOnlySet<string>> _held = [];

    /// <summary>Reads them.</summary>
    public static async Task<ColumnPrivileges> ReadAsync(
        NpgsqlConnection connection,
        IEnumerable<string> roles,
        IEnumerable<Subject> tables,
        CancellationToken cancellation = default
    )
    {
        var privileges = new ColumnPrivileges();
        await using var command = new NpgsqlCommand(s_sql, connection)
        {
            Parameters =
            {
                new() { Value = roles.ToArray() },
                new() { Value = tables.Select(t => t.Name.Sql).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            privileges._held[(reader.GetString(0), reader.GetString(1), reader.GetString(2))] = reader
                .GetFieldValue<string[]>(3)
                .ToHashSet(StringComparer.Ordinal);
        }

        return privileges;
    }

    /// <summary>The columns on which a role holds a privilege; of DELETE, which knows no columns, <c>*</c>.</summary>
    public IReadOnlySet<string> Of(string role, TableName table, string privilege) =>
        _held.GetValueOrDefault((role, table.Sql, privilege)) ?? new HashSet<string>();

    /// <summary>Whether a role holds any of the privileges that the API has commands for.</summary>
    public bool Reaches(string role, TableName table) =>
        ((string[])["SELECT", "INSERT", "UPDATE", "DELETE"]).Any(privilege => Of(role, table, privilege).Count > 0);
}
