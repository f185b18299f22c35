using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Causes;

/// <summary>The facts that decide whether policies apply to a role on a relation.</summary>
/// <param name="Kind">The relation's <c>relkind</c>: <c>r</c> for a table, <c>v</c> for a view.</param>
/// <param name="IsRowSecurityOn">Whether row level security is enabled on the relation.</param>
/// <param name="Owner">The relation's owner.</param>
/// <param name="IsInvoker">Whether the relation is a view with <c>security_invoker</c>.</param>
/// <param name="Bypass">Why policies do not apply to the role; empty if they apply.</param>
internal sealed record RelationFacts(string Kind, bool IsRowSecurityOn, string Owner, bool IsInvoker, string Bypass)
{
    private static readonly string s_sql = EmbeddedSql.Read("Causes/relation.sql");

    /// <summary>The kind of the relation in words, for example <c>materialized view</c>.</summary>
    public string KindWord =>
        Kind switch
        {
            "v" => "view",
            "m" => "materialized view",
            "f" => "foreign table",
            "S" => "sequence",
            _ => "table",
        };

    /// <summary>The words that follow the relation's name in a cause: with whose privileges the relation reads rows.</summary>
    public string ActsAs =>
        Kind switch
        {
            "v" when !IsInvoker =>
                $"reads with the privileges of its owner {Owner}, to whom policies do not apply: security_invoker is not set",
            "m" => $"contains a copy of the rows, made by its owner {Owner}: policies do not apply to the copy",
            "f" => "reads rows of another server, to which policies of this database do not apply",
            _ => "reads the rows with its caller's privileges",
        };

    /// <summary>Reads the facts of a relation and a role from the catalog.</summary>
    public static async Task<RelationFacts> ReadAsync(
        NpgsqlConnection connection,
        TableName table,
        string role,
        CancellationToken cancellation = default
    )
    {
        await using var command = new NpgsqlCommand(s_sql, connection)
        {
            Parameters =
            {
                new() { Value = table.Sql },
                new() { Value = role },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new RelationFacts(reader.GetString(0), reader.GetBoolean(1), reader.GetString(2), reader.GetBoolean(3), reader.GetString(4))
            : throw new InvalidOperationException($"There is no relation {table}, or no role {role}.");
    }
}
