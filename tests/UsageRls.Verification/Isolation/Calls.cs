using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Arguments for a function, drawn by type and name from rows that the caller must not reach; several sets, each of values of one row.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="schema">The tables.</param>
/// <param name="claims">The claims of a token of another user.</param>
/// <param name="areSecretsKnown">Whether the caller knows the rows' tokens and codes, having made the rows.</param>
internal sealed partial class Calls(IReadOnlyList<MadeRow> rows, DatabaseSchema schema, string claims, bool areSecretsKnown = false)
{
    private const int MostCalls = 12,
        MostMixed = 8;

    /// <summary>Rows of the caller's own: one argument is a victim's, the others are of these, and the other way round.</summary>
    public IReadOnlyList<MadeRow> Own { get; init; } = [];

    /// <summary>Keys of tenants that the caller must not reach: passed for each argument of their type, whatever its name.</summary>
    public IReadOnlyList<TypedValue> Tenants { get; init; } = [];

    /// <summary>The key of a tenant of the caller's own.</summary>
    public string? OwnTenant { get; init; }

    /// <summary>The tables that a function's body names, whose rows its documents may hold.</summary>
    public Func<ReachableFunction, IEnumerable<TableName>> TablesOf { get; init; } = _ => [];

    private static readonly string[] s_injected = ["' or true --", "%' or true --", "') or true --", "%') or true --"];

    private readonly ArgumentValues _values = new(schema, claims, areSecretsKnown);
    private readonly MadeRow[] _seeds = [.. rows.GroupBy(r => r.Table).SelectMany(g => g.Take(2)).Take(24)];

    /// <summary>The statements that call a function.</summary>
    public IEnumerable<string> Of(ReachableFunction function)
    {
        var sets = new List<string>();
        string Set(IEnumerable<Argument> arguments, MadeRow? seed, int variant)
        {
            var used = new HashSet<string>(StringComparer.Ordinal);
            return Join(arguments.Select(a => Value(a, seed, variant, used)).ToArray());
        }

        for (var i = 0; i < Math.Max(_seeds.Length, 3); i++)
            sets.Add(Set(function.Arguments, i < _seeds.Length ? _seeds[i] : null, i));
        if (function.Defaults > 0)
            sets.AddRange(_seeds.Select((seed, i) => Set(function.Arguments.SkipLast(function.Defaults), seed, i)));
        if (function.Arguments.Any(IsText))
            sets.Add(Join(function.Arguments.Select((a, i) => IsText(a) ? Setting(function, i) : Value(a, null, 0, []))));
        var name = $"{SqlText.Identifier(function.Schema)}.{SqlText.Identifier(function.Name)}";
        IEnumerable<string> all =
        [
            .. sets.Distinct(StringComparer.Ordinal).Take(MostCalls),
            .. OfTenants(function),
            .. Mixed(function),
            .. Documents().Of(function, TablesOf(function)),
            .. Injected(function),
            .. Patterns(function),
        ];
        return all.Distinct(StringComparer.Ordinal)
            .Select(set => function.IsProcedure ? $"call {name}({set})" : $"select * from {name}({set}) as result");
    }

    private DocumentCalls Documents() =>
        new(_values, new RowDocuments(schema), (rows, Tenants is [var tenant, ..] ? tenant.Text : null), (Own, OwnTenant));

    // An argument's name may be like that of a column that has nothing to do with it.
    private IEnumerable<string> OfTenants(ReachableFunction function) =>
        from tenant in Tenants
        from place in Enumerable.Range(0, function.Arguments.Count)
        let type = function.Arguments[place].Type
        where type == tenant.Type || type == $"{tenant.Type}[]"
        // Of a list, each element must be asked about.
        from value in type == tenant.Type ? [tenant.Text]
        : OwnTenant is { } own ? (string?[])[$"{{{own},{tenant.Text}}}", $"{{{tenant.Text},{own}}}"]
        : []
        select Join(function.Arguments.Select((a, i) => i == place ? Literal(value, type) : Value(a, null, 0, [])));

    private IEnumerable<string> Mixed(ReachableFunction function)
    {
        var count = function.Arguments.Count;
        if (Own.Count == 0 || count == 0)
            return [];
        string With(Func<int, bool> isOwn) =>
            Join(function.Arguments.Select((a, i) => isOwn(i) ? Value(a, Own, null, 0, []) : Value(a, null, 0, [])));
        if (count == 1)
            return function.IsReadOnly ? [] : [With(_ => true)];
        return Enumerable
            .Range(0, count)
            .Select(place => With(i => i != place))
            .Concat(Enumerable.Range(0, count).Select(place => With(i => i == place)))
            .Distinct(StringComparer.Ordinal)
            .Take(MostMixed);
    }

    // A pattern matches others' values beside the caller's own.
    private IEnumerable<string> Patterns(ReachableFunction function)
    {
        if (!Like().IsMatch(function.Body))
            return [];
        var calls =
            from argument in function.Arguments
            where argument.Category == 'S'
            select Join(
                function.Arguments.Select(a => a == argument ? Literal("%", a.Type) : Value(a, Own.Count > 0 ? Own : rows, null, 2, []))
            );
        return calls;
    }

    // Text that ends a literal and adds a condition, where a statement is put together
    // from text; the other arguments are of the caller's own.
    private IEnumerable<string> Injected(ReachableFunction function)
    {
        if (!function.Body.Contains("execute", StringComparison.OrdinalIgnoreCase))
            return [];
        var calls =
            from argument in function.Arguments
            where argument.Category == 'S'
            from text in s_injected
            select Join(
                function.Arguments.Select(a => a == argument ? Literal(text, a.Type) : Value(a, Own.Count > 0 ? Own : rows, null, 2, []))
            );
        return calls;
    }

    private string Value(Argument argument, MadeRow? seed, int variant, HashSet<string> used) => Value(argument, rows, seed, variant, used);

    private string Value(Argument argument, IReadOnlyList<MadeRow> from, MadeRow? seed, int variant, HashSet<string> used) =>
        _values.Of(argument, from, seed, variant, used);

    private static string Literal(string? value, string type) => ArgumentValues.Literal(value, type);

    private static string Join(IEnumerable<string> values) => string.Join(", ", values);

    private static bool IsText(Argument argument) => argument.Category == 'S' || argument.Type is "json" or "jsonb";

    // A function that passes a setting's name and value on lets anybody be anybody.
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
}
