using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>One privilege of one role on a view, materialized view or foreign table.</summary>
/// <param name="Name">The name of the view or table.</param>
/// <param name="Kind"><c>view</c>, <c>materialized view</c> or <c>foreign table</c>.</param>
/// <param name="Role">The role that holds the privilege.</param>
/// <param name="Privilege">The privilege: SELECT, INSERT, UPDATE or DELETE.</param>
/// <param name="Columns">The columns on which the role holds the privilege.</param>
/// <param name="IsWritable">
/// Whether PostgreSQL can run the INSERT, UPDATE or DELETE on the view, for example because the view is updatable; false for SELECT.
/// </param>
public sealed partial record ReachableView(
    TableName Name,
    string Kind,
    string Role,
    string Privilege,
    IReadOnlyList<string> Columns,
    bool IsWritable
)
{
    /// <summary>The view's query as SQL; empty for a foreign table.</summary>
    public string Query { get; init; } = "";

    /// <summary>
    /// Whether the view has <c>security_invoker</c>: it shows only rows that its caller may see in the tables that it reads.
    /// </summary>
    public bool IsInvoker { get; init; }

    /// <summary>Whether the view has <c>security_barrier</c>.</summary>
    public bool IsBarrier { get; init; }

    /// <summary>
    /// Whether the view publishes rows past the policies of its tables on purpose: a boolean column decides which rows it shows, and the
    /// view has <c>security_barrier</c> or the column's name says that the rows are public.
    /// </summary>
    public bool IsPublication =>
        !Alternative().IsMatch(Query)
        && Flag().Matches(Query).Any(flag => IsBarrier || TenancyWords.SayPublic(flag.Groups["column"].Value));

    [GeneratedRegex(
        """\b(where|and)\s+\(*(?!true\b|false\b|not\b|exists\b)("?\w+"?\.)?"?(?<column>\w+)"?\)*\s*"""
            + @"(?=(and|group|order|join|left|where)\b|;|$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Flag();

    [GeneratedRegex(@"\b(or|union)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Alternative();
}

/// <summary>An input argument of a function.</summary>
/// <param name="Name">The argument's name; empty if it has none.</param>
/// <param name="Type">The argument's type as SQL.</param>
/// <param name="Category">The type's category, as in <c>pg_type.typcategory</c>.</param>
/// <param name="Label">The first label of an enum type; empty for other types.</param>
/// <param name="RowOf">The composite type or table whose rows the argument holds, alone or in an array; empty for other types.</param>
public sealed record Argument(string Name, string Type, char Category, string Label, string RowOf)
{
    /// <summary>The columns of the composite type; empty for other types.</summary>
    public IReadOnlyList<Argument> Fields { get; init; } = [];

    /// <summary>Whether the argument is VARIADIC.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>
    /// If the function takes several dates, a very early date for the first of these arguments and a very late one for the others, so that
    /// a range contains all rows; null for other arguments.
    /// </summary>
    public string? BoundOfDates { get; init; }
}

/// <summary>A function or procedure that a role may call.</summary>
/// <param name="Schema">The function's schema.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Signature">The function's schema and name with the types of its arguments, as SQL.</param>
/// <param name="Role">The role that may call the function.</param>
/// <param name="IsProcedure">Whether the function is a procedure, which CALL runs.</param>
/// <param name="Arguments">The function's input arguments.</param>
/// <param name="Defaults">How many of the last arguments have a default.</param>
/// <param name="IsReadOnly">Whether the function is declared stable or immutable, so that its own statements cannot write.</param>
public sealed record ReachableFunction(
    string Schema,
    string Name,
    string Signature,
    string Role,
    bool IsProcedure,
    IReadOnlyList<Argument> Arguments,
    int Defaults,
    bool IsReadOnly
)
{
    /// <summary>Whether the function is SECURITY DEFINER: it runs with its owner's privileges.</summary>
    public bool IsDefiner { get; init; }

    /// <summary>The function's body as SQL.</summary>
    public string Body { get; init; } = "";
}

/// <summary>
/// The views and functions that roles of the API can reach, without trigger functions and the objects of the platform and of extensions.
/// </summary>
/// <param name="Views">The views, materialized views and foreign tables.</param>
/// <param name="Functions">The functions and procedures.</param>
public sealed record Reachable(IReadOnlyList<ReachableView> Views, IReadOnlyList<ReachableFunction> Functions)
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/reachable.sql");

    /// <summary>Reads from the catalog the views and functions that the roles can reach.</summary>
    public static async Task<Reachable> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> roles,
        CancellationToken cancellation = default
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in SqlScript.Split(s_sql))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text) { Parameters = { new() { Value = roles.ToArray() } } });
        var (views, functions) = (new List<ReachableView>(), new List<ReachableFunction>());
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (DatabaseSchema.IsPlatforms(reader.GetString(0)))
                continue;
            var kind = reader.GetString(2) switch
            {
                "v" => "view",
                "m" => "materialized view",
                _ => "foreign table",
            };
            views.Add(
                new(
                    new(reader.GetString(0), reader.GetString(1)),
                    kind,
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetFieldValue<string[]>(5),
                    reader.GetBoolean(6)
                )
                {
                    Query = reader.IsDBNull(7) ? "" : reader.GetString(7),
                    IsInvoker = reader.GetBoolean(8),
                    IsBarrier = reader.GetBoolean(9),
                }
            );
        }

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (DatabaseSchema.IsPlatforms(reader.GetString(0)))
                continue;
            string[] Texts(int column) => reader.GetFieldValue<string[]>(column);
            var (names, types, categories, labels, rows) = (Texts(5), Texts(6), Texts(7), Texts(9), Texts(10));
            var fields = reader.IsDBNull(14) ? [] : Fields(reader.GetString(14));
            functions.Add(
                new(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(2) == "p",
                    [
                        .. types.Select(
                            (type, i) =>
                                new Argument(names[i], type, categories[i][0], labels[i], rows[i])
                                {
                                    Fields = fields[i],
                                    IsVariadic = reader.GetBoolean(15) && i == types.Length - 1,
                                    BoundOfDates = BoundOfDates(categories, i),
                                }
                        ),
                    ],
                    reader.GetInt32(8),
                    reader.GetBoolean(11)
                )
                {
                    IsDefiner = reader.GetBoolean(12),
                    Body = reader.IsDBNull(13) ? "" : reader.GetString(13),
                }
            );
        }
        return new Reachable(views, functions);
    }

    private static string? BoundOfDates(string[] categories, int place) =>
        categories[place] != "D" || categories.Count(c => c == "D") < 2 ? null
        : Array.IndexOf(categories, "D") == place ? "1970-01-01"
        : "2100-01-01";

    // Parses the columns of each argument's composite type (name, type and category); empty for other types.
    private static Argument[][] Fields(string json)
    {
        using var arguments = JsonDocument.Parse(json);
        return
        [
            .. arguments
                .RootElement.EnumerateArray()
                .Select(fields =>
                    fields.ValueKind == JsonValueKind.Null
                        ? []
                        : fields
                            .EnumerateArray()
                            .Select(f => new Argument(f[0].GetString()!, f[1].GetString()!, f[2].GetString()![0], "", ""))
                            .ToArray()
                ),
        ];
    }
}
