using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Builds calls of a function. Arguments are chosen by type and name from rows that the caller must not reach, or from other given rows.
/// Some sets of arguments take as many values as possible from one row.
/// </summary>
/// <param name="rows">The rows from which the arguments come, in most uses the victims' rows: rows that the caller must not reach.</param>
/// <param name="schema">The tables of the database.</param>
/// <param name="claims">The claims of a token as JSON, passed for text and JSON arguments.</param>
/// <param name="areSecretsKnown">Whether the caller knows the tokens and codes in the rows, because the caller made the rows.</param>
internal sealed partial class Calls(IReadOnlyList<MadeRow> rows, DatabaseSchema schema, string claims, bool areSecretsKnown = false)
{
    private const int MostCalls = 12,
        MostMixed = 24,
        MostWords = 6,
        MostSeeds = 24,
        MostTables = 3;

    /// <summary>
    /// Rows of the caller's tenants. Mixed calls take one argument from a victim's row and the others from these rows, or the reverse.
    /// </summary>
    public IReadOnlyList<MadeRow> Own { get; init; } = [];

    /// <summary>
    /// The keys of tenants that the caller must not reach, passed for each argument of their type, whatever the argument's name.
    /// </summary>
    public IReadOnlyList<TypedValue> Tenants { get; init; } = [];

    /// <summary>The key of one of the caller's own tenants; null if the caller has no tenant.</summary>
    public string? OwnTenant { get; init; }

    /// <summary>Returns the tables that a function's body names. A JSON argument may hold rows of these tables.</summary>
    public Func<ReachableFunction, IEnumerable<TableName>> TablesOf { get; init; } = _ => [];

    // Texts that leave a literal, and texts for a place without quotes, such as a column's name.
    private static readonly string[] s_injected = ["' or true --", "%' or true --", "') or true --", "%') or true --"];
    private static readonly string[] s_unquoted = ["true or true --", "true) or true --"];

    private readonly ArgumentValues _values = new(schema, claims, areSecretsKnown);
    private readonly ArgumentValues _ownValues = new(schema, claims, areSecretsKnown: true); // callers know tokens of their own tenants
    private readonly IGrouping<TableName, MadeRow>[] _tables = [.. rows.GroupBy(r => r.Table)];

    /// <summary>Returns the statements that call the function.</summary>
    public IEnumerable<string> Of(ReachableFunction function)
    {
        var (sets, seeds) = (new List<string>(), Seeds(function));
        string Set(IEnumerable<Argument> arguments, MadeRow? seed, int variant)
        {
            var used = new HashSet<string>(StringComparer.Ordinal);
            return Join(arguments.Select(a => Value(a, seed, variant, used)).ToArray());
        }

        for (var i = 0; i < Math.Max(seeds.Length, 3); i++)
            sets.Add(Set(function.Arguments, i < seeds.Length ? seeds[i] : null, i));
        if (function.Defaults > 0)
            sets.AddRange(seeds.Select((seed, i) => Set(function.Arguments.SkipLast(function.Defaults), seed, i)));
        if (function.Arguments.Any(IsText))
            sets.Add(Join(function.Arguments.Select((a, i) => IsText(a) ? Setting(function, i) : Value(a, null, 0, []))));
        IEnumerable<string> all =
        [
            .. sets.Distinct(StringComparer.Ordinal).Take(MostCalls),
            .. OfTenants(function),
            .. Mixed(function),
            .. Lists(function),
            .. Documents().Of(function, TablesOf(function)),
            .. Injected(function),
            .. Patterns(function),
            .. Searches(function),
            .. Words(function),
        ];
        return Statements(function, all);
    }

    /// <summary>
    /// Returns the statements that pass a user's id for each argument of type uuid, one in each call. The other arguments come from the
    /// caller's tenants.
    /// </summary>
    public IEnumerable<string> OfUser(ReachableFunction function, string user) =>
        Statements(
            function,
            function
                .Arguments.Index()
                .Where(a => a.Item.Type == "uuid")
                .Select(place =>
                    Join(function.Arguments.Select((a, i) => i == place.Index ? Literal(user, a.Type) : _ownValues.Of(a, Own)))
                )
        );

    // Two rows of each table, first of the tables that the function's body names.
    private MadeRow[] Seeds(ReachableFunction function)
    {
        var named = TablesOf(function).ToHashSet();
        return [.. _tables.OrderByDescending(t => named.Contains(t.Key)).SelectMany(t => t.Take(2)).Take(MostSeeds)];
    }

    // One row of each of the first tables that the function's body names.
    private IEnumerable<MadeRow> NamedSeeds(ReachableFunction function)
    {
        var named = TablesOf(function).ToHashSet();
        return _tables.Where(t => named.Contains(t.Key)).Select(t => t.First()).Take(MostTables);
    }

    private static IEnumerable<string> Statements(ReachableFunction function, IEnumerable<string> sets)
    {
        var name = $"{SqlText.Identifier(function.Schema)}.{SqlText.Identifier(function.Name)}";
        return sets.Distinct(StringComparer.Ordinal)
            .Select(set => function.IsProcedure ? $"call {name}({set})" : $"select * from {name}({set}) as result");
    }

    private DocumentCalls Documents() =>
        new(_values, new RowDocuments(schema), (rows, Tenants is [var tenant, ..] ? tenant.Text : null), (Own, OwnTenant));

    // Passes a foreign tenant's key for each argument of the key's type, because names can mislead: an argument may be named like an
    // unrelated column.
    private IEnumerable<string> OfTenants(ReachableFunction function) =>
        from tenant in Tenants
        from place in Enumerable.Range(0, function.Arguments.Count)
        let type = function.Arguments[place].Type
        where type == tenant.Type || type == $"{tenant.Type}[]"
        // For an array argument, the function must check each element, so pass the caller's own tenant and the foreign tenant together.
        from value in type == tenant.Type ? [tenant.Text]
        : OwnTenant is { } own ? (string?[])[$"{{{own},{tenant.Text}}}", $"{{{tenant.Text},{own}}}"]
        : []
        select Join(function.Arguments.Select((a, i) => i == place ? Literal(value, type) : Value(a, null, 0, [])));

    // Takes one argument from the victims' rows and the others from the rows of the caller's tenants. Repeats this for up to three tables
    // that the function names, preferring the values of one victim's row of the table. Then takes one argument from the caller's tenants
    // and the others from the victims' rows. If a function that may write has only one argument, its value comes from the caller's tenants.
    private IEnumerable<string> Mixed(ReachableFunction function)
    {
        var count = function.Arguments.Count;
        if (Own.Count == 0 || count == 0)
            return [];
        string With(Func<int, bool> isOwn, MadeRow? seed = null)
        {
            var same = Own.FirstOrDefault(r => r.Table == seed?.Table); // the function may merge or link two rows of one table
            return Join(
                function.Arguments.Select((a, i) => isOwn(i) ? _ownValues.Of(a, Own, same, 0, []) : _values.Of(a, rows, seed, 0, []))
            );
        }
        if (count == 1)
            return function.IsReadOnly ? [] : [With(_ => true)];
        MadeRow?[] seeds = [null, .. NamedSeeds(function)];
        return seeds
            .SelectMany(seed => Enumerable.Range(0, count).Select(place => With(i => i != place, seed)))
            .Concat(Enumerable.Range(0, count).Select(place => With(i => i == place)))
            .Distinct(StringComparer.Ordinal)
            .Take(MostMixed);
    }

    // For an array argument, passes a value from the caller's row of a table together with one from a victim's row of the same table, in
    // both orders: the function must check each element.
    private IEnumerable<string> Lists(ReachableFunction function)
    {
        var calls =
            from list in function.Arguments.Index()
            where list.Item is { Category: 'A', IsVariadic: false, Fields.Count: 0 }
            from seed in NamedSeeds(function)
            let same = Own.Where(r => r.Table == seed.Table).ToArray()
            where same.Length > 0
            let own = _ownValues.Of(list.Item, same)
            let foreign = _values.Of(list.Item, [seed], seed, 0, [])
            from value in (string[])[$"{own} || {foreign}", $"{foreign} || {own}"]
            select Join(function.Arguments.Select((a, i) => i == list.Index ? value : _ownValues.Of(a, Own)));
        return calls;
    }

    // If the function's body uses LIKE or a similar operator, passes the pattern '%', which matches every text: for one text argument, and
    // for all of them together.
    private IEnumerable<string> Patterns(ReachableFunction function)
    {
        if (!Like().IsMatch(function.Body))
            return [];
        var texts = function.Arguments.Where(a => a.Category == 'S').ToArray();
        var calls =
            from patterns in texts.Select(t => (Argument[])[t]).Append(texts)
            select Join(
                function.Arguments.Select(a =>
                    patterns.Contains(a) ? Literal("%", a.Type) : Value(a, Own.Count > 0 ? Own : rows, null, 2, [])
                )
            );
        return calls;
    }

    // If the function's body searches in texts, passes the longest word of a text in the victims' rows of the tables that the body names.
    // Arguments after the text keep their defaults.
    private IEnumerable<string> Searches(ReachableFunction function)
    {
        if (!Search().IsMatch(function.Body))
            return [];
        var tables = TablesOf(function).ToHashSet();
        var words = rows.Where(r => tables.Contains(r.Table))
            .SelectMany(r => schema.Find(r.Table)!.Columns.Where(c => c.Category == 'S').Select(c => r.Values.GetValueOrDefault(c.Name)))
            .Select(text => Word().Matches(text ?? "").Select(m => m.Value).MaxBy(w => w.Length))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Take(MostWords);
        var required = function.Arguments.Count - function.Defaults;
        var calls =
            from word in words
            from text in function.Arguments.Index()
            where text.Item.Category == 'S'
            from others in Own.Count > 0 ? (IReadOnlyList<MadeRow>[])[rows, Own] : [rows]
            select Join(
                function
                    .Arguments.Take(Math.Max(required, text.Index + 1))
                    .Select((a, i) => i == text.Index ? Literal(word, a.Type) : Value(a, others, null, 0, []))
            );
        return calls;
    }

    // Tries SQL injection if the function's body contains EXECUTE: one text argument, or a key or value of one JSON argument, adds a
    // condition. The other arguments come from the caller's tenants, or from the victims' rows if the caller has no tenant.
    private IEnumerable<string> Injected(ReachableFunction function)
    {
        if (!function.Body.Contains("execute", StringComparison.OrdinalIgnoreCase))
            return [];
        var calls =
            from argument in function.Arguments
            from text in argument.Category == 'S' ? [.. s_injected, .. s_unquoted]
            : IsText(argument) ? InjectedDocuments(function)
            : []
            select Join(
                function.Arguments.Select(a => a == argument ? Literal(text, a.Type) : Value(a, Own.Count > 0 ? Own : rows, null, 2, []))
            );
        return calls;
    }

    private IEnumerable<string> InjectedDocuments(ReachableFunction function)
    {
        var names = NamedSeeds(function)
            .SelectMany(s => schema.Find(s.Table)!.Columns.Where(c => c.Category == 'S').Take(1))
            .Select(c => c.Name);
        return s_unquoted
            .Select(key => new JsonObject { [key] = "1" })
            .Concat(names.SelectMany(name => s_injected.Select(value => new JsonObject { [name] = value })))
            .Select(document => document.ToJsonString());
    }

    // Passes the string literals that the function's body compares with values, one in each call. An argument of type text[] gets all
    // these literals together.
    private IEnumerable<string> Words(ReachableFunction function)
    {
        var words = FunctionWords.For(function);
        var calls =
            from word in words
            from others in Own.Count > 0 ? (IReadOnlyList<MadeRow>[])[rows, Own] : [rows]
            select Join(
                function.Arguments.Select(a =>
                    FunctionWords.IsList(a) ? FunctionWords.List(words, a.Type)
                    : FunctionWords.IsWord(a) ? Literal(word, a.Type)
                    : Value(a, others, null, 0, [])
                )
            );
        return calls;
    }

    private string Value(Argument argument, MadeRow? seed, int variant, HashSet<string> used) => Value(argument, rows, seed, variant, used);

    private string Value(Argument argument, IReadOnlyList<MadeRow> from, MadeRow? seed, int variant, HashSet<string> used) =>
        _values.Of(argument, from, seed, variant, used);

    private static string Literal(string? value, string type) => ArgumentValues.Literal(value, type);

    private static string Join(IEnumerable<string> values) => string.Join(", ", values);

    private static bool IsText(Argument argument) => argument.Category == 'S' || argument.Type is "json" or "jsonb";

    // A function that sets any setting to any value lets callers replace their claims and act as any user.
    private string Setting(ReachableFunction function, int place) =>
        Literal(
            place < function.Arguments.Count - 1
            && function.Arguments.Count(IsText) > 1
            && function.Arguments.Take(place).All(a => !IsText(a))
                ? "request.jwt.claims"
                : claims,
            function.Arguments[place].Type
        );

    [GeneratedRegex(@"\bi?like\b|\bsimilar\s+to\b|~~", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Like();

    // Full text search (@@, …_tsquery) and similarity of trigrams.
    [GeneratedRegex(@"@@|tsquery\b|\bsimilarity\s*\(|<%|%>|<->", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Search();

    [GeneratedRegex(@"\p{L}{4,}", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
