using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Causes;

/// <summary>A policy of a table, read from the catalog.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="IsPermissive">Whether the policy is permissive; otherwise it is restrictive.</param>
/// <param name="For">The policy's <c>polcmd</c>: <c>r</c>, <c>a</c>, <c>w</c>, <c>d</c>, or <c>*</c> for all commands.</param>
/// <param name="Using">The USING expression; empty if there is none.</param>
/// <param name="Check">The WITH CHECK expression; empty if there is none.</param>
/// <param name="IsOfCaller">Whether the policy applies to the caller's role.</param>
/// <param name="Roles">The roles that the policy names, as a list in SQL.</param>
/// <param name="Columns">The columns of the table that the policy's expressions read.</param>
internal sealed record TablePolicy(
    string Name,
    bool IsPermissive,
    string For,
    string Using,
    string Check,
    bool IsOfCaller,
    string Roles,
    IReadOnlyList<string> Columns
)
{
    private static readonly string s_sql = EmbeddedSql.Read("Causes/policies.sql");

    /// <summary>Returns the letter that <c>pg_policy.polcmd</c> has for a command.</summary>
    public static string Letter(Command command) =>
        command switch
        {
            Command.Insert => "a",
            Command.Update => "w",
            Command.Delete => "d",
            _ => "r",
        };

    /// <summary>Reads the policies of a table from the catalog.</summary>
    public static async Task<IReadOnlyList<TablePolicy>> ReadAsync(
        NpgsqlConnection connection,
        TableName table,
        string role,
        CancellationToken cancellation = default
    )
    {
        var policies = new List<TablePolicy>();
        await using var command = new NpgsqlCommand(s_sql, connection)
        {
            Parameters =
            {
                new() { Value = table.Sql },
                new() { Value = role },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            policies.Add(
                new TablePolicy(
                    reader.GetString(0),
                    reader.GetBoolean(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetBoolean(5),
                    reader.GetString(6),
                    reader.GetFieldValue<string[]>(7)
                )
            );
        }
        return policies;
    }

    /// <summary>Whether the policy applies to the caller's role and to a command.</summary>
    public bool Decides(Command command) => IsOfCaller && (For == "*" || For == Letter(command));

    /// <summary>
    /// Returns the expression that decides about a command: for an insert, WITH CHECK if there is one; for an update, both expressions if
    /// they differ; else USING.
    /// </summary>
    public string Expression(Command command) =>
        command switch
        {
            Command.Insert => Check != "" ? Check : Using,
            Command.Update when Check != "" && Check != Using => $"using {Using} with check {Check}",
            _ => Using,
        };

    /// <summary>
    /// Returns SQL that drops the policy for one command. A policy for all commands is replaced by one policy for each other command.
    /// </summary>
    public string WithoutCommand(TableName table, Command command)
    {
        var drop = $"drop policy {SqlText.Identifier(Name)} on {table.Sql}";
        if (For != "*")
            return drop;
        var others = ((string Letter, string Word)[])[("r", "select"), ("a", "insert"), ("w", "update"), ("d", "delete")];
        return string.Join(
            "; ",
            [
                drop,
                .. others
                    .Where(o => o.Letter != Letter(command))
                    .Select(o =>
                        "create policy "
                        + $"{SqlText.Identifier($"usage_rls_{o.Word}_{Name}"[..Math.Min(60, Name.Length + 11 + o.Word.Length)])} "
                        + $"on {table.Sql} as {(IsPermissive ? "permissive" : "restrictive")} for {o.Word} to {Roles}"
                        + (o.Letter != "a" && Using != "" ? $" using ({Using})" : "")
                        + (o.Letter is "a" or "w" && (Check != "" ? Check : Using) is { Length: > 0 } check ? $" with check ({check})" : "")
                    ),
            ]
        );
    }
}
