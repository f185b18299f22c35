using System.Text.Json;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Evidence.Sections.Catalog;

/// <summary>What the server's catalog says about a table, for people to read.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Policies">The policies.</param>
/// <param name="Grants">The rights of everybody but the owner.</param>
/// <param name="Indexes">The indexes.</param>
/// <param name="Flags">What else holds: row level security, the owner.</param>
public sealed record CatalogFacts(
    string Baseline,
    IReadOnlyList<PolicyFact> Policies,
    IReadOnlyList<GrantFact> Grants,
    IReadOnlyList<IndexFact> Indexes,
    IReadOnlyList<string> Flags
)
{
    private static readonly string s_sql = EmbeddedSql.Read("Evidence/Sections/Catalog/catalog.sql");

    /// <summary>Reads them, in one round trip.</summary>
    /// <exception cref="Npgsql.PostgresException">There is no such table.</exception>
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

/// <summary>A policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">What it is for.</param>
/// <param name="Kind">Permissive or restrictive.</param>
/// <param name="Roles">Whom it is for.</param>
/// <param name="Using">Which rows are seen; null for none said.</param>
/// <param name="Check">Which rows may be written; null for none said.</param>
public sealed record PolicyFact(string Name, string Command, string Kind, string Roles, string? Using, string? Check);

/// <summary>A right.</summary>
/// <param name="Role">Whose.</param>
/// <param name="Rights">On the table, or on columns.</param>
public sealed record GrantFact(string Role, string Rights);

/// <summary>An index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">All that follows its name and table.</param>
public sealed record IndexFact(string Name, string Definition);
