using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>A sample row of a membership table, built in a query and never stored.</summary>
/// <param name="connection">The administrator's connection.</param>
/// <param name="table">The membership table.</param>
/// <param name="tenant">The column that names the tenant.</param>
/// <param name="user">The column that names the user.</param>
internal sealed class MembershipRow(NpgsqlConnection connection, Table table, string tenant, string user)
{
    /// <summary>Evaluates a condition on the server for a row with default values and the given values.</summary>
    /// <returns>Whether the row meets the condition, null if it yields null or an error; and the server's error message, if any.</returns>
    public async Task<(bool? Holds, string? Fault)> MeetsAsync(
        string condition,
        Dictionary<string, string> values,
        CancellationToken cancellation
    )
    {
        var columns = table
            .Columns.Where(c =>
                !c.IsGenerated && c.Identity == Identity.None && !(c.Default?.Contains("nextval", StringComparison.Ordinal) ?? false)
            )
            .Select(c =>
                $"({values.GetValueOrDefault(c.Name) ?? (c.Name == tenant || c.Name == user ? null : c.Default) ?? "null"})::"
                + $"{c.Type} as {SqlText.Identifier(c.Name)}"
            );
        try
        {
            await using var command = new NpgsqlCommand(
                $"select ({condition}) from (select {string.Join(", ", columns)}) as m",
                connection
            );
            return (await command.ExecuteScalarAsync(cancellation) as bool?, null);
        }
        catch (PostgresException fault)
        {
            return (null, fault.MessageText);
        }
    }
}
