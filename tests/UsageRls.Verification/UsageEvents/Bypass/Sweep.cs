using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One relation or function that a caller can reach, with an attack on it.</summary>
/// <param name="Object">The relation or function.</param>
/// <param name="How">How the attack uses the object, as text.</param>
/// <param name="Steps">The statements of the attack.</param>
public sealed record Reach(string Object, string How, IReadOnlyList<AttackStatement> Steps)
{
    /// <summary>The severity if another tenant's rows appear: critical if this attack is possible through the HTTP API.</summary>
    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>
    /// A query that returns, as text, the rows that the caller is allowed to read: an error message that quotes such a row is no leak.
    /// Null if the attack does not try to cause an error.
    /// </summary>
    public AttackStatement? Quotable { get; init; }

    /// <summary>The attack without the statement that reads <c>usage_events</c> afterwards.</summary>
    public IReadOnlyList<AttackStatement> WithoutReading =>
        [.. Steps.Select(s => s with { Sql = s.Sql.Replace(Sweep.ThenRead, "", StringComparison.Ordinal) })];

    /// <summary>The SQL that removes the access.</summary>
    public string Revocation =>
        $"revoke all on {(Object.Contains('(', StringComparison.Ordinal) ? "function " : "")}{Object} from public, anon, authenticated;";
}

/// <summary>
/// Creates attacks on the relations and functions that a caller can reach. Relations are read directly, and with two filters that reveal
/// the values of rows; functions are called with the victim's ids, and <c>usage_events</c> is read after each call. Of PostgreSQL's own
/// objects, only a few relations of the catalog are read, without the filters.
/// </summary>
public static class Sweep
{
    /// <summary>The statement after a function call, which runs with the settings that the function has made in the transaction.</summary>
    internal const string ThenRead = "; select * from public.usage_events";

    /// <summary>
    /// The SQL that creates a function that raises its argument as a notice. The function's cost is nearly zero, so that PostgreSQL runs
    /// the function as early as possible.
    /// </summary>
    internal const string Tell =
        "create function pg_temp.tell(told text) returns boolean language plpgsql cost 0.0000001 as $$ begin raise notice '%', "
        + "told; return true; end $$";

    private static readonly string s_relations = EmbeddedSql.Read("UsageEvents/Bypass/reachable_relations.sql");
    private static readonly string s_functions = EmbeddedSql.Read("UsageEvents/Bypass/reachable_functions.sql");

    /// <summary>Returns the objects that a caller can reach, with the attacks on them.</summary>
    public static async Task<IReadOnlyList<Reach>> FindAsync(
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
            // The two filters are of medium severity: they need SQL of the attacker's own, which no HTTP request contains.
            reaches.Add(
                new(
                    relation,
                    "read with a filter function that prints its argument",
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
                    "read with a filter whose error message contains the value",
                    [new(caller, $"select count(*) from {relation} as t where concat_ws(' | ', {columns})::int = 0")]
                )
                {
                    Severity = Severity.Medium,
                    Quotable = new(caller, $"select concat_ws(' | ', {columns}) from {relation} as t"),
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
            // Settings that a function makes for the transaction still apply when the caller reads the table.
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
