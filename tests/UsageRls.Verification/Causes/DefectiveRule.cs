using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>
/// Finds the policy or trigger that makes a statement fail with an error: drops one policy or trigger at a time, the latest first, until
/// the error is gone.
/// </summary>
/// <param name="connection">The administrator's connection, inside a transaction; it must be allowed to change the tables.</param>
/// <param name="statements">Finds the statements of the migrations.</param>
internal sealed class DefectiveRule(NpgsqlConnection connection, StatementLocator statements)
{
    private const int Most = 200; // the largest number of policies and triggers to try; each try takes several round trips
    private static readonly string s_sql = EmbeddedSql.Read("Causes/rules.sql");

    /// <summary>
    /// Returns the policy or trigger that makes the attempt fail; null if the attempt does not fail with an error, or if no single
    /// policy or trigger of the migrations causes the error.
    /// </summary>
    public async Task<Responsible?> FindAsync(Attempted attempted, CancellationToken cancellation)
    {
        var retry = new Retry(connection, attempted);
        if (await retry.SucceedsAsync("", cancellation) || retry.Refusal is not { } error)
            return null;
        foreach (var (table, kind, name, place) in await LatestFirstAsync(cancellation))
        {
            var isGone =
                await retry.SucceedsAsync($"drop {kind} {SqlText.Identifier(name)} on {table.Sql}", cancellation)
                || retry.Refusal?.SqlState != error.SqlState;
            if (!isGone)
                continue;
            return new Responsible(
                kind == "policy" ? ResponsibleKind.Policy : ResponsibleKind.Object,
                $"{kind} \"{name}\" on {table}",
                $"makes statements fail: {error.SqlState} {error.MessageText}"
            )
            {
                Place = place,
            };
        }
        return null;
    }

    private async Task<IReadOnlyList<(TableName Table, string Kind, string Name, Place? Place)>> LatestFirstAsync(
        CancellationToken cancellation
    )
    {
        var rules = new List<(TableName Table, string Kind, string Name, Place? Place)>();
        await using var command = new NpgsqlCommand(s_sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (table, kind, name) = (new TableName(reader.GetString(0), reader.GetString(1)), reader.GetString(2), reader.GetString(3));
            rules.Add((table, kind, name, kind == "policy" ? statements.Policy(name, table.Name) : statements.Creation("trigger", name)));
        }
        return
        [
            .. rules
                .Where(r => r.Place is not null)
                .OrderByDescending(r => r.Place!.File, StringComparer.Ordinal)
                .ThenByDescending(r => r.Place!.Line)
                .Take(Most),
        ];
    }
}
