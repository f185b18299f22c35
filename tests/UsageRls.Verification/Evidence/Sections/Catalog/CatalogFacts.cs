using System.Text.Json;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Evidence.Sections.Catalog;

/// <summary>The policies, grants, indexes and row level security flags of a table, from the server's catalog.</summary>
/// <param name="Baseline">The grant baseline of the database.</param>
/// <param name="Policies">The table's policies.</param>
/// <param name="Grants">The privileges of all roles except the owner.</param>
/// <param name="Indexes">The table's indexes.</param>
/// <param name="Flags">Sentences about row level security: whether it is on, and whether it applies to the owner.</param>
public sealed record CatalogFacts(
    string Baseline,
    IReadOnlyList<PolicyFact> Policies,
    IReadOnlyList<GrantFact> Grants,
    IReadOnlyList<IndexFact> Indexes,
    IReadOnlyList<string> Flags
)
{
    private static readonly string s_sql = EmbeddedSql.Read("Evidence/Sections/Catalog/catalog.sql");

    /// <summary>Reads the facts about a table, in one round trip.</summary>
    /// <exception cref="Npgsql.PostgresException">The table does not exist.</exception>
    public static async Task<CatalogFacts> ReadAsync(TestDatabase database, TableName table, CancellationToken cancellation = default)
    {
        await using var command = database.Connections.CreateCommand(
            SqlText.Fill(s_sql, new Dictionary<string, string?> { ["table"] = table.Sql })
        );
        var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
        return JsonSerializer.Deserialize<CatalogFacts>(json, JsonSerializerOptions.Web)! with
        {
            Baseline = database.Template.Baseline.ToString().ToLowerInvariant(),
        };
    }
}

/// <summary>A policy of the table.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Command">The command that the policy is for, or <c>all</c>.</param>
/// <param name="Kind"><c>permissive</c> or <c>restrictive</c>.</param>
/// <param name="Roles">The roles that the policy is for, as a list.</param>
/// <param name="Using">The USING expression; null if there is none.</param>
/// <param name="Check">The WITH CHECK expression; null if there is none.</param>
public sealed record PolicyFact(string Name, string Command, string Kind, string Roles, string? Using, string? Check);

/// <summary>The privileges of one role on the table.</summary>
/// <param name="Role">The role that has the privileges.</param>
/// <param name="Rights">The privileges on the table or on columns, as a list.</param>
public sealed record GrantFact(string Role, string Rights);

/// <summary>An index of the table.</summary>
/// <param name="Name">The index's name.</param>
/// <param name="Definition">The definition without <c>create index … on …</c>: access method, columns and options.</param>
public sealed record IndexFact(string Name, string Definition);
