using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation;

/// <summary>Holds the SQL that decides about access or runs on writes: policies, the functions that they call, and triggers.</summary>
internal sealed partial class RuleTexts
{
    private readonly AccessRules _rules;
    private readonly ILookup<TableName, (Function Function, string Definition)> _triggers;
    private readonly Dictionary<TableName, IReadOnlyList<string>> _ofTable = [];

    private RuleTexts(AccessRules rules, ILookup<TableName, (Function Function, string Definition)> triggers) =>
        (_rules, _triggers) = (rules, triggers);

    /// <summary>The SQL of all policies and of the functions that they call.</summary>
    public IReadOnlyList<string> OfPolicies => field ??= Closure(_rules.Policies.SelectMany(p => p.Expressions), withTables: false);

    /// <summary>The SQL of every policy, and of every SQL or PL/pgSQL function of the application.</summary>
    public IReadOnlyList<string> All =>
        field ??= Closure(
            _rules
                .Policies.SelectMany(p => p.Expressions)
                .Concat(_rules.Functions.Where(f => !DatabaseSchema.IsPlatforms(f.Schema)).Select(f => f.Body)),
            withTables: false
        );

    /// <summary>All functions in SQL or PL/pgSQL, except those in system schemas and in extensions.</summary>
    public IReadOnlyList<Function> Functions => _rules.Functions;

    /// <summary>Reads the policies, functions and triggers from the catalog.</summary>
    public static async Task<RuleTexts> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rules = await AccessRules.ReadAsync(connection, cancellation);
        var triggers = new List<(TableName Table, Function Function, string Definition)>();
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/triggers.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (table, schema, name) = (new TableName(reader.GetString(0), reader.GetString(1)), reader.GetString(2), reader.GetString(3));
            triggers.AddRange(
                rules.Functions.Where(f => f.Schema == schema && f.Name == name).Select(f => (table, f, reader.GetString(4)))
            );
        }
        return new RuleTexts(rules, triggers.ToLookup(t => t.Table, t => (t.Function, t.Definition)));
    }

    /// <summary>
    /// Returns the SQL that decides about a table's rows: the table's policies, the policies of the tables that these policies read, and
    /// the functions that all these policies call.
    /// </summary>
    public IReadOnlyList<string> Deciding(TableName table)
    {
        if (_ofTable.TryGetValue(table, out var known))
            return known;
        return _ofTable[table] = Closure(_rules.PoliciesOf(table).SelectMany(p => p.Expressions), withTables: true);
    }

    /// <summary>Returns the body of a function, and the bodies of the functions that it calls.</summary>
    public IReadOnlyList<string> Called(string body) => Closure([body], withTables: false);

    /// <summary>
    /// Whether a name occurs in SQL text, in a function that the text calls, or in a trigger function of a table that one of these names.
    /// </summary>
    public bool Reaches(string text, string name)
    {
        var called = Called(text);
        return called
            .Concat(_triggers.Where(t => called.Any(c => Names(c, t.Key.Name))).SelectMany(t => Triggered(t.Key)))
            .Any(t => Names(t, name));
    }

    /// <summary>
    /// Returns the SQL that runs when rows of a table are written: its trigger functions, and the functions that they call.
    /// </summary>
    public IReadOnlyList<string> Triggered(TableName table) => Closure(_triggers[table].Select(t => t.Function.Body), withTables: false);

    /// <summary>Returns the definitions of a table's triggers, with their WHEN conditions, and the bodies of their functions.</summary>
    public IReadOnlyList<string> ConditionsOfTriggers(TableName table) =>
        [.. _triggers[table].SelectMany(t => (string[])[t.Definition, t.Function.Body])];

    /// <summary>Returns the names of a table's trigger functions.</summary>
    public IReadOnlyList<string> TriggersOf(TableName table) =>
        [.. _triggers[table].Select(t => t.Function.ToString()).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the names of the functions that <see cref="Deciding"/> finds for a table and that meet a condition.</summary>
    public IReadOnlyList<string> FunctionsOf(TableName table, Func<Function, bool> isWanted) =>
        [
            .. _rules
                .Functions.Where(f => isWanted(f) && !DatabaseSchema.IsPlatforms(f.Schema) && Deciding(table).Any(t => Names(t, f.Name)))
                .Select(f => f.ToString()),
        ];

    /// <summary>
    /// Whether a policy for SELECT has as its whole condition that a column has a value, and a name that says for whom the rows are: "live
    /// shops are public".
    /// </summary>
    public bool Publishes(TableName table, string column, string? value) =>
        _rules
            .PoliciesOf(table)
            .Any(p =>
                p.OpensSelect && TenancyWords.SayPublic(p.Name) && (value == "true" ? p.TestsOnly(column) : p.TestsOnly(column, value))
            );

    /// <summary>Whether a policy of another table, or any function, names the table.</summary>
    public bool IsConsulted(TableName table) =>
        _rules.Policies.Any(p => p.Table != table && p.Expressions.Any(e => Names(e, table.Name)))
        || _rules.Functions.Any(f => Names(f.Body, table.Name));

    /// <summary>Returns the pairs of columns that a text compares: <c>a.path = b.name</c>, <c>path in (select b.name …)</c>.</summary>
    public static IEnumerable<(string Left, string Right)> Equalities(string text) =>
        Equality().Matches(text).Select(m => (m.Groups["left"].Value, m.Groups["right"].Value));

    /// <summary>Whether a text contains the name as a whole word, in upper or lower case.</summary>
    public static bool Names(string text, string name)
    {
        static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';
        for (
            var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            if ((at == 0 || !IsPart(text[at - 1])) && (at + name.Length == text.Length || !IsPart(text[at + name.Length])))
                return true;
        }
        return false;
    }

    private List<string> Closure(IEnumerable<string> first, bool withTables)
    {
        var (found, open) = (new List<string>(), new Queue<string>(first));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var text))
        {
            if (!seen.Add(text))
                continue;
            found.Add(text);
            foreach (var function in _rules.Functions.Where(f => !DatabaseSchema.IsPlatforms(f.Schema) && Names(text, f.Name)))
                open.Enqueue(function.Body);
            if (!withTables)
                continue;
            foreach (var policy in _rules.Policies.Where(p => Names(text, p.Table.Name)))
            {
                foreach (var expression in policy.Expressions)
                    open.Enqueue(expression);
            }
        }
        return found;
    }

    [GeneratedRegex(
        @"\w+\.(?<left>\w+)\)?(::text)?\s*=\s*\(?\w+\.(?<right>\w+)"
            + @"|(?<left>\w+)\)?(::text)?\s+in\s*\(\s*select\s+(distinct\s+)?\w+\.(?<right>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Equality();
}
