using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A policy.</summary>
/// <param name="Table">The table that it is on.</param>
/// <param name="Name">Its name.</param>
/// <param name="Command">The command that it is for: <c>select</c>, <c>insert</c>, <c>update</c>, <c>delete</c> or <c>all</c>.</param>
/// <param name="Using">USING as SQL, with qualified names; null if it has none.</param>
/// <param name="Check">WITH CHECK as SQL, with qualified names; null if it has none.</param>
public sealed record Policy(TableName Table, string Name, string Command, string? Using, string? Check)
{
    /// <summary>Whether it is permissive; else restrictive.</summary>
    public required bool IsPermissive { get; init; }

    /// <summary>The roles that it is for; <c>public</c> for all.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whether it decides what an insert may write.</summary>
    public bool IsForInsert => Command is "insert" or "all";

    /// <summary>USING and WITH CHECK, those that it has.</summary>
    public IEnumerable<string> Expressions => new[] { Using, Check }.OfType<string>();

    /// <inheritdoc/>
    public override string ToString() => $"\"{Name}\" on {Table}";
}

/// <summary>A function in SQL or PL/pgSQL.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">The names of its input arguments; empty text where one has none.</param>
/// <param name="Body">Its body as SQL.</param>
/// <param name="IsDefiner">Whether it runs with its owner's privileges.</param>
public sealed record Function(string Schema, string Name, IReadOnlyList<string> Arguments, string Body, bool IsDefiner)
{
    /// <summary>Its arguments with their types and defaults, as they stand in CREATE FUNCTION.</summary>
    public required string Signature { get; init; }

    /// <summary>Whether it is declared immutable, so that a plan may keep its result.</summary>
    public bool IsImmutable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>
/// What decides access in a database: its policies, the functions that they may call, and the tables that roles of the API reach.
/// </summary>
/// <param name="Policies">Every policy.</param>
/// <param name="Functions">Every function in SQL or PL/pgSQL outside the server's schemas and extensions.</param>
/// <param name="ReachableBy">
/// The roles of the API that hold a privilege on a table and may use its schema; no entry where none does.
/// </param>
public sealed record AccessRules(
    IReadOnlyList<Policy> Policies,
    IReadOnlyList<Function> Functions,
    IReadOnlyDictionary<TableName, IReadOnlyList<string>> ReachableBy
)
{
    private static readonly string s_sql = EmbeddedSql.Read("Tenancy/Rules/rules.sql");

    /// <summary>The policies of a table.</summary>
    public IEnumerable<Policy> PoliciesOf(TableName table) => Policies.Where(p => p.Table == table);

    /// <summary>Reads them in one round trip.</summary>
    public static async Task<AccessRules> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        var (policies, functions, reachable) = (
            new List<Policy>(),
            new List<Function>(),
            new Dictionary<TableName, IReadOnlyList<string>>()
        );
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
            reachable[new TableName(reader.GetString(0), reader.GetString(1))] = Texts(2);
        return new AccessRules(policies, functions, reachable);
    }
}
