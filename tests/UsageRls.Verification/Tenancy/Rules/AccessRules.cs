using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A row level security policy.</summary>
/// <param name="Table">The policy's table.</param>
/// <param name="Name">The policy's name.</param>
/// <param name="Command">The policy's command: <c>select</c>, <c>insert</c>, <c>update</c>, <c>delete</c> or <c>all</c>.</param>
/// <param name="Using">The USING expression as SQL, with qualified names; null if the policy has none.</param>
/// <param name="Check">The WITH CHECK expression as SQL, with qualified names; null if the policy has none.</param>
public sealed record Policy(TableName Table, string Name, string Command, string? Using, string? Check)
{
    /// <summary>True for a permissive policy; false for a restrictive one.</summary>
    public required bool IsPermissive { get; init; }

    /// <summary>The roles to which the policy applies; <c>public</c> for all.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whether the policy can open rows to SELECT: it is permissive and applies to SELECT.</summary>
    public bool OpensSelect => IsPermissive && (Command is "select" or "all");

    /// <summary>Whether the policy applies to INSERT.</summary>
    public bool IsForInsert => Command is "insert" or "all";

    /// <summary>The USING and WITH CHECK expressions that the policy has.</summary>
    public IEnumerable<string> Expressions => new[] { Using, Check }.OfType<string>();

    /// <summary>Whether the USING expression is only the given condition, apart from parentheses.</summary>
    public bool TestsOnly(string condition) => Using?.Trim('(', ')') == condition;

    /// <summary>Whether the USING expression is only that a column equals a text, apart from parentheses and casts.</summary>
    public bool TestsOnly(string column, string? text) =>
        text is not null
        && Using?.Trim('(', ')').StartsWith($"{column} = {SqlText.Literal(text)}::", StringComparison.Ordinal) == true
        && !Using.Contains(" AND ", StringComparison.Ordinal)
        && !Using.Contains(" OR ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"\"{Name}\" on {Table}";
}

/// <summary>A function in SQL or PL/pgSQL.</summary>
/// <param name="Schema">The function's schema.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The names of the input arguments; an empty text for an argument without a name.</param>
/// <param name="Body">The function's body as SQL.</param>
/// <param name="IsDefiner">Whether the function is SECURITY DEFINER: it runs with its owner's privileges.</param>
public sealed record Function(string Schema, string Name, IReadOnlyList<string> Arguments, string Body, bool IsDefiner)
{
    /// <summary>The arguments with their types and defaults, as in CREATE FUNCTION.</summary>
    public required string Signature { get; init; }

    /// <summary>Whether the function is declared IMMUTABLE, so that PostgreSQL may keep the result of a call in a cached plan.</summary>
    public bool IsImmutable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>
/// The catalog entries that decide about access: policies, the functions that they may call, and the tables that roles of the API can
/// reach.
/// </summary>
/// <param name="Policies">All policies of the database.</param>
/// <param name="Functions">All functions in SQL or PL/pgSQL, except those in system schemas and in extensions.</param>
/// <param name="ReachableBy">
/// By table, those of the roles <c>anon</c> and <c>authenticated</c> that hold a privilege on the table or one of its columns, and USAGE on
/// its schema; no entry for a table without such a role.
/// </param>
/// <param name="Readable">
/// By table, the columns that <c>anon</c> or <c>authenticated</c> may read; it has the same tables as <paramref name="ReachableBy"/>.
/// </param>
public sealed record AccessRules(
    IReadOnlyList<Policy> Policies,
    IReadOnlyList<Function> Functions,
    IReadOnlyDictionary<TableName, IReadOnlyList<string>> ReachableBy,
    IReadOnlyDictionary<TableName, IReadOnlySet<string>> Readable
)
{
    private static readonly string s_sql = EmbeddedSql.Read("Tenancy/Rules/rules.sql");

    /// <summary>Returns the policies of a table.</summary>
    public IEnumerable<Policy> PoliciesOf(TableName table) => Policies.Where(p => p.Table == table);

    /// <summary>Reads the policies, functions and reachable tables in one round trip.</summary>
    public static async Task<AccessRules> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        var (policies, functions) = (new List<Policy>(), new List<Function>());
        var reachable = new Dictionary<TableName, IReadOnlyList<string>>();
        var readable = new Dictionary<TableName, IReadOnlySet<string>>();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in SqlScript.Split(s_sql))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        string[] Texts(int column) => reader.GetFieldValue<string[]>(column);

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            policies.Add(
                new Policy(
                    new TableName(reader.GetString(0), reader.GetString(1)),
                    reader.GetString(2),
                    reader.GetString(3),
                    Text(5),
                    Text(6)
                )
                {
                    IsPermissive = reader.GetBoolean(4),
                    Roles = Texts(7),
                }
            );
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            functions.Add(
                new Function(reader.GetString(0), reader.GetString(1), Texts(2), Text(3) ?? "", reader.GetBoolean(4))
                {
                    Signature = reader.GetString(5),
                    IsImmutable = reader.GetBoolean(6),
                }
            );
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var table = new TableName(reader.GetString(0), reader.GetString(1));
            reachable[table] = Texts(2);
            readable[table] = Texts(3).ToHashSet(StringComparer.Ordinal);
        }
        return new AccessRules(policies, functions, reachable, readable);
    }
}
