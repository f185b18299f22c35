using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>Finds the origin of a role's privilege on a table: a GRANT statement, default privileges, or ownership of the table.</summary>
/// <param name="connection">The administrator's connection.</param>
/// <param name="statements">Finds the statements of the migrations.</param>
internal sealed class GrantOrigin(NpgsqlConnection connection, StatementLocator statements)
{
    private static readonly string s_sql = EmbeddedSql.Read("Causes/grants.sql");

    /// <summary>Describes the privilege for a command and its origin: <c>select to authenticated, by migrations/….sql:12</c>.</summary>
    public async Task<(string Object, string Text, Place? Place)> DescribeAsync(
        TableName table,
        Command command,
        string role,
        CancellationToken cancellation = default
    )
    {
        var privilege = command switch
        {
            Command.Truncate => "truncate",
            Command.Define => "trigger",
            Command.Lock => "update",
            _ => command.ToString().ToLowerInvariant(),
        };
        var holders = new List<(string Role, bool OnColumns)>();
        await using (
            var sql = new NpgsqlCommand(s_sql, connection)
            {
                Parameters =
                {
                    new() { Value = table.Sql },
                    new() { Value = role },
                    new() { Value = privilege },
                },
            }
        )
        await using (var reader = await sql.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                holders.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        var name = $"grants on {table}";
        if (holders.Count == 0)
            return (name, $"{privilege} by ownership of {table}", null);
        var (holder, onColumns) = holders[0];
        var place = statements.Grant(privilege, table.Schema, table.Name, holder);
        var by = place is null && onColumns ? "by no statement that could be found" : By(place);
        return (name, $"{privilege}{(onColumns ? " on columns" : "")} to {holder}, {by}", place);
    }

    /// <summary>Describes the origin of a privilege by the place of its GRANT; a null place means that no migration grants it.</summary>
    public static string By(Place? place) =>
        place is { IsByHand: true } ? "by a grant not in any migration"
        : place is not null ? $"by {place}"
        : "by the platform's default privileges (legacy grants), which no migration has revoked";
}
