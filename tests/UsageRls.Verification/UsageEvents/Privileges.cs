using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The privileges of roles on <c>usage_events</c>, read from the server:
/// they determine which error PostgreSQL raises for a denied statement.
/// </summary>
public sealed class Privileges
{
    private static readonly string s_sql = EmbeddedSql.Read("UsageEvents/privileges.sql");

    private readonly HashSet<(string Role, string Privilege, string? Column)> _held;

    internal Privileges(IEnumerable<(string Role, string Privilege, string? Column)> held) => _held = [.. held];

    /// <summary>Reads the privileges of the given roles from the catalog.</summary>
    public static async Task<Privileges> ReadAsync(
        NpgsqlConnection connection,
        IEnumerable<string> roles,
        CancellationToken cancellation = default
    )
    {
        var held = new List<(string, string, string?)>();
        await using var command = new NpgsqlCommand(s_sql, connection) { Parameters = { new() { Value = roles.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            held.Add((reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return new Privileges(held);
    }

    /// <summary>Whether the role bypasses row level security.</summary>
    public bool BypassesRls(string role) => _held.Contains((role, "BYPASSRLS", null));

    /// <summary>Whether a foreign key of another table refers to <c>usage_events</c>.</summary>
    public bool IsReferenced => _held.Contains(("", "REFERENCED", null));

    /// <summary>Whether a role has all of the given privileges.</summary>
    public bool Has(string role, IEnumerable<NeededRight> rights) => rights.All(right => Has(role, right));

    private bool Has(string role, NeededRight right) =>
        _held.Contains((role, right.Privilege, null))
        || (right.Columns.Count > 0 && right.Columns.All(column => _held.Contains((role, right.Privilege, column))));
}
