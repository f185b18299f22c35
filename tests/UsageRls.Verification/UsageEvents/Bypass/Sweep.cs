using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One thing that a role of the API can reach, and an attack on it.</summary>
/// <param name="Object">The relation or function.</param>
/// <param name="How">How it is used, in words.</param>
/// <param name="Steps">The attack.</param>
public sealed record Reach(string Object, string How, IReadOnlyList<AttackStatement> Steps)
{
    /// <summary>How bad it is where another tenant's rows come out: critical where a request of the HTTP API can do the same.</summary>
    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>The attack, without the statement that reads the table afterwards.</summary>
    public IReadOnlyList<AttackStatement> WithoutReading =>
        [.. Steps.Select(s => s with { Sql = s.Sql.Replace(Sweep.ThenRead, "", StringComparison.Ordinal) })];

    /// <summary>The SQL that removes the access.</summary>
    public string Revocation =>
        $"revoke all on {(Object.Contains('(', StringComparison.Ordinal) ? "function " : "")}{Object} from public, anon, authenticated;";
}

/// <summary>
/// Tries every relation and function in the catalog that a role of the API can reach. Relations are read directly, and through a
/// filter that reveals its arguments; functions are called with the victim's ids, also before reading the table.
/// </summary>
public static class Sweep
{
    /// <summary>The statement after the function call, with the settings that the function made in the transaction.</summary>
    internal const string ThenRead = "; select * from public.usage_events";

    /// <summary>A function that tells what it is given and that the planner takes for cheap, so that it runs as early as it may.</summary>
    internal const string Tell =
        "create function pg_temp.tell(told text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise notice '%', "
        + "told; return true; end $$";

    private static readonly string s_relations = EmbeddedSql.Read("UsageEvents/Bypass/reachable_relations.sql");
    private static readonly string s_functions = EmbeddedSql.Read("UsageEvents/Bypass/reachable_functions.sql");

    /// <summary>The objects that a caller can reach.</summary>
    public static async Task<IReadOnlyList<Reach>> OfAsync(
        NpgsqlConnection connection,
        Caller caller,
        CancellationToken cancellation = default
    )
    {
        var reaches = new List<Reach>();
        foreach (var (relation, columns) in await ReadAsync(connection, s_relations, [caller.Role], cancellation))
        {
            var isCatalog = relation.StartsWith("pg_catalog.", StringComparison.Ordinal);
            reaches.Add(
                new(relation, "read", [new(caller, $"select {columns} from {relation} as t")])
                {
                    Severity = isCatalog ? Severity.Medium : Severity.Critical,
                }
            );
            if (isCatalog)
                continue;
            // A filter with a function or a cast of one's own takes SQL of one's own.
            reaches.Add(
                new(
                    relation,
                    "read through a filter that tells what it is given",
                    [
                        new(caller, Tell),
                        new(caller, $"select count(*) from {relation} as t where pg_temp.tell(concat_ws(' | ', {columns}))"),
                    ]
                )
                {
                    Severity = Severity.Medium,
                }
            );
            reaches.Add(
                new(
                    relation,
                    "read through a filter whose error tells what it was given",
                    [new(caller, $"select count(*) from {relation} as t where concat_ws(' | ', {columns})::int = 0")]
                )
                {
                    Severity = Severity.Medium,
                }
            );
        }

        string[] given =
        [
            caller.Role,
            Canary.Organization.ToString(),
            Cast.Foreigner.Id.ToString(),
            Canary.Event.Id.ToString(),
            Canary.Victim.Claims!,
        ];
        foreach (var (function, sql) in await ReadAsync(connection, s_functions, given, cancellation))
        {
            // What a function sets for the transaction is still set when the caller reads.
            reaches.Add(new(function, "call, and then read usage_events", [new(caller, $"{sql}{ThenRead}")]));
        }
        return reaches;
    }

    private static async Task<List<(string, string)>> ReadAsync(
        NpgsqlConnection connection,
        string sql,
        string[] values,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string, string)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), reader.GetString(1)));
        return found;
    }
}
