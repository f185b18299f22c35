using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The columns that each role of the API may read, insert and update, through its own grants or inherited ones.</summary>
public sealed class ColumnPrivileges
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/role_privileges.sql");

    private readonly Dictionary<(string Role, string Table, string Privilege), IReadOnlySet<string>> _held = [];
    private readonly HashSet<string> _roles;

    private ColumnPrivileges(IEnumerable<string> roles) => _roles = roles.ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads the column privileges of the roles on the tables from the catalog.</summary>
    public static async Task<ColumnPrivileges> ReadAsync(
        NpgsqlConnection connection,
        IEnumerable<string> roles,
        IEnumerable<Subject> tables,
        CancellationToken cancellation = default
    )
    {
        var privileges = new ColumnPrivileges(roles);
        await using var command = new NpgsqlCommand(s_sql, connection)
        {
            Parameters =
            {
                new() { Value = privileges._roles.ToArray() },
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

    /// <summary>Returns the columns on which a role holds a privilege; <c>*</c> for DELETE, which has no columns.</summary>
    public IReadOnlySet<string> Of(string role, TableName table, string privilege) =>
        _held.GetValueOrDefault((role, table.Sql, privilege)) ?? new HashSet<string>();

    /// <summary>
    /// Whether a role certainly has no privilege for a command on the rows of a table: neither on the table nor on a column. False if the
    /// role's privileges were not read, and for TRUNCATE and DDL.
    /// </summary>
    public bool IsLacking(string role, TableName table, Command command)
    {
        // SELECT … FOR UPDATE and FOR SHARE need the privilege UPDATE (PostgreSQL documentation, "SELECT").
        var privilege = command == Command.Lock ? Command.Update : command;
        return _roles.Contains(role)
            && privilege is Command.Select or Command.Insert or Command.Update or Command.Delete
            && Of(role, table, privilege.ToString().ToUpperInvariant()).Count == 0;
    }

    /// <summary>Whether a role holds SELECT, INSERT, UPDATE or DELETE on a table, or on any of its columns.</summary>
    public bool Reaches(string role, TableName table) =>
        ((string[])["SELECT", "INSERT", "UPDATE", "DELETE"]).Any(privilege => Of(role, table, privilege).Count > 0);
}
