using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Reads the table privileges with which the API's roles can run commands that no policy restricts, such as TRUNCATE and LOCK, and finds
/// where each privilege was granted.
/// </summary>
/// <param name="statements">Locates grants in the statements of the migrations.</param>
internal sealed class TableGrants(StatementLocator statements)
{
    // The API itself needs UPDATE and DELETE, so these two privileges count only for a role that could lock the table but could update and
    // delete no row.
    private static readonly string[] s_ofCommands = ["update", "delete"];

    private readonly List<(string Table, string Role, string Holder, string Privilege)> _held = [];

    /// <summary>Reads the privileges of the roles on the tables.</summary>
    public static async Task<TableGrants> ReadAsync(
        NpgsqlConnection connection,
        StatementLocator statements,
        IEnumerable<TableName> tables,
        IEnumerable<string> roles,
        CancellationToken cancellation
    )
    {
        var grants = new TableGrants(statements);
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/Attacks/table_grants.sql"), connection)
        {
            Parameters =
            {
                new() { Value = tables.Select(t => t.Sql).ToArray() },
                new() { Value = roles.ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            grants._held.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return grants;
    }

    /// <summary>
    /// Returns the grants that let the roles run commands which no policy restricts, such as TRUNCATE, and the statements that revoke these
    /// grants. If there is no such grant, returns the table's owner, and the statement that changes the owner.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="roles">The roles, each with true if the role can lock the table although it updates and deletes no row.</param>
    public (Responsible Responsible, string Remedy) Of(TableName table, IReadOnlyDictionary<string, bool> roles)
    {
        var used = _held
            .Where(g => g.Table == table.Sql && roles.TryGetValue(g.Role, out var locks) && (locks || !s_ofCommands.Contains(g.Privilege)))
            .GroupBy(g => g.Holder, (holder, same) => (Holder: holder, Privileges: same.Select(g => g.Privilege).Distinct().ToArray()))
            .ToArray();
        if (used.Length == 0)
        {
            return (
                new(ResponsibleKind.Role, $"owner of {table}", "is a role that ran the commands, or has such a role as a member"),
                $"alter table {table.Sql} owner to postgres;"
            );
        }

        var origins = used.SelectMany(u => u.Privileges.Select(p => (u.Holder, Privilege: p, Place: Place(table, p, u.Holder))))
            .GroupBy(o => GrantOrigin.By(o.Place))
            .ToArray();
        var texts = origins.Select(o => $"{List(o.Select(g => g.Privilege))} to {List(o.Select(g => g.Holder))}, {o.Key}");
        var remedies = used.GroupBy(u => List(u.Privileges))
            .Select(g => $"revoke {g.Key} on table {table.Sql} from {string.Join(", ", g.Select(u => Role(u.Holder)))};");
        return (
            new(ResponsibleKind.Grant, $"grants on {table}", $"give these privileges: {string.Join("; ", texts)}")
            {
                Place = origins.SelectMany(o => o).Select(o => o.Place).FirstOrDefault(p => p is not null),
            },
            string.Join('\n', remedies)
        );
    }

    private Place? Place(TableName table, string privilege, string holder) => statements.Grant(privilege, table.Schema, table.Name, holder);

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Distinct(StringComparer.Ordinal));

    private static string Role(string holder) => holder == "public" ? holder : SqlText.Identifier(holder);
}
