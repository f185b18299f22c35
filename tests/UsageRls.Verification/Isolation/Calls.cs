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

    private readonly RowDocuments _documents = new(schema);
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
            .. Documents(function),
            .. Batches(function),
            .. Keyed(function),
            .. Injected(function),
            .. Patterns(function),
        ];
        return all.Distinct(StringComparer.Ordinal)
            .Select(set => function.IsProcedure ? $"call {name}({set})" : $"select * from {name}({set}) as result");
    }

    // An argument's name may be like that of a column that has nothing to do with it.
    private IEnumerable<string> OfTenants(ReachableFunction function) =>
        from tenant in Tenants
        from place in Enumerable.Range(0, function.Arguments.Count)
        where function.Arguments[place].Type == tenant.Type
        select Join(function.Arguments.Select((a, i) => i == place ? Literal(tenant.Text, tenant.Type) : Value(a, null, 0, [])));

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

    // A document that holds a victim's row, alone, in a list, and behind one of the caller's own.
    private IEnumerable<string> Documents(ReachableFunction function)
    {
        if (!function.Arguments.Any(a => a.Type is "json" or "jsonb"))
            yield break;
        foreach (var table in TablesOf(function))
        {
            if (rows.FirstOrDefault(r => r.Table == table) is not { } victim)
                continue;
            var own = Own.FirstOrDefault(r => r.Table == table);
            string[] documents =
            [
                $"[{_documents.Of(victim)}]",
                _documents.Of(victim),
                .. own is null ? (string[])[] : [$"[{_documents.Of(own)}, {_documents.Of(victim)}]"],
            ];
            foreach (var document in documents)
            {
                yield return Join(
                    function.Arguments.Select(a =>
                        a.Type is "json" or "jsonb" ? Literal(document, a.Type)
                        : a.Category == 'B' ? "false"
                        : Value(a, null, 0, [])
                    )
                );
            }
        }
    }

    // A row of a composite type from a victim's values, alone and behind one of the caller's own: of a batch, each row must be asked about.
    private IEnumerable<string> Batches(ReachableFunction function)
    {
        foreach (var batch in function.Arguments.Where(a => a.Fields.Count > 0))
        {
            var (victim, own) = (Record(batch, rows, 0), Own.Count == 0 ? null : Record(batch, Own, 0));
            string[][] batches = own is null
                ?
                [
                    [victim],
                ]
                :
                [
                    [victim],
                    [own, victim],
                ];
            foreach (var records in batch.Category == 'A' ? batches : batches[..1])
            {
                foreach (var others in Own.Count == 0 ? [rows] : (IReadOnlyList<MadeRow>[])[Own, rows])
                {
                    yield return Join(
                        function.Arguments.Select(a => a == batch ? RowDocuments.ToSql(a, records) : Value(a, others, null, 0, []))
                    );
                }
            }
        }
    }

    // A document with the keys that the body reads, of the caller's own values but for one: a guard that asks one key, and work on
    // another, differ then. Each with every word by which the body chooses what to do.
    private IEnumerable<string> Keyed(ReachableFunction function)
    {
        if (Own.Count == 0 || !function.Arguments.Any(a => a.Type is "json" or "jsonb"))
            return [];
        var values = Keys()
            .Matches(function.Body)
            .Select(m => m.Groups["key"].Value)
            .Distinct(StringComparer.Ordinal)
            .Select(key =>
                (Key: key, Own: OfKey(key, Own, OwnTenant), Victim: OfKey(key, rows, Tenants is [var tenant, ..] ? tenant.Text : null))
            )
            .Where(v => v.Own is not null)
            .Take(MostMixed)
            .ToArray();
        string?[] words =
        [
            .. Choices().Matches(function.Body).Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal).Take(MostMixed),
        ];
        var calls =
            from word in words.Length > 0 && function.Arguments.Any(a => a.Category == 'S') ? words : [null]
            from foreign in values
            where foreign.Victim is not null && foreign.Victim != foreign.Own
            let document = RowDocuments.Of(values.Select(v => KeyValuePair.Create(v.Key, v == foreign ? v.Victim : v.Own)))
            select Join(
                function.Arguments.Select(a =>
                    a.Type is "json" or "jsonb" ? Literal(document, a.Type)
                    : a.Category == 'S' && word is not null ? Literal(word, a.Type)
                    : Value(a, Own, null, 0, [])
                )
            );
        return calls.Take(2 * MostCalls);
    }

    // By the names of columns; an id that is called like none of them names a tenant.
    private string? OfKey(string key, IReadOnlyList<MadeRow> from, string? tenant) =>
        (
            from argument in (Argument[])[new(key, "uuid", 'U', "", ""), new(key, "text", 'S', "", "")]
            from row in @from
            from value in Values(row, argument, argument.Type, bonus: 0)
            where value.Score > 0
            orderby value.Score descending
            select value.Value
        ).FirstOrDefault() ?? (key.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? tenant : null);

    // A row of the table whose type it is, or values by the columns' names.
    private string Record(Argument argument, IReadOnlyList<MadeRow> from, int variant)
    {
        var ofTable = from.Where(r =>
                r.Table.Sql == argument.RowOf || r.Table.Name == argument.RowOf || r.Table.ToString() == argument.RowOf
            )
            .ToArray();
        return ofTable.Length > 0
            ? RowDocuments.Of(ofTable[variant % ofTable.Length].Values)
            : RowDocuments.Of(
                argument.Fields.ToDictionary(
                    f => f.Name,
                    f => Best(f, f.Type, from, null, []) ?? Made(f, f.Category == 'S' ? 1 : 0),
                    StringComparer.Ordinal
                )
            );
    }

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

    private string Value(Argument argument, MadeRow? seed, int variant, HashSet<string> used) => Value(argument, rows, seed, variant, used);

    private string Value(Argument argument, IReadOnlyList<MadeRow> from, MadeRow? seed, int variant, HashSet<string> used)
    {
        if (argument.Fields.Count > 0)
            return RowDocuments.ToSql(argument, [Record(argument, from, variant)]);
        var type = argument.Category == 'A' ? argument.Type.TrimEnd('[', ']') : argument.Type;
        var best = Best(argument, type, from, seed, used);
        var variadic = argument.IsVariadic ? "variadic " : "";
        if (argument.Category == 'A')
            return variadic + (best is null ? $"'{{}}'::{argument.Type}" : $"array[{Literal(best, type)}]::{argument.Type}");
        return Literal(best ?? Made(argument, variant), argument.Type);
    }

    private string? Best(Argument argument, string type, IReadOnlyList<MadeRow> from, MadeRow? seed, HashSet<string> used)
    {
        var values = (seed is null ? [] : Values(seed, argument, type, bonus: 1))
            .Concat(from.SelectMany(r => Values(r, argument, type, bonus: 0)))
            .ToArray();
        // Two arguments of one type are seldom the same thing.
        var best = values.Length == 0 ? null : values.MaxBy(v => (v.Score * 2) - (used.Contains(v.Value) ? 1 : 0)).Value;
        if (best is not null)
            used.Add(best);
        return best;
    }

    private IEnumerable<(string Value, int Score)> Values(MadeRow row, Argument argument, string type, int bonus)
    {
        if (schema.Find(row.Table) is not { } table)
            yield break;
        foreach (var column in table.Columns)
        {
            if (row.Values.GetValueOrDefault(column.Name) is not { } value || (!areSecretsKnown && Secret().IsMatch(column.Name)))
                continue;
            var (asked, name) = (Plain(argument.Name), Plain(column.Name));
            var isNamed = asked == name || (table.Key.Contains(column.Name) && Plain(table.Name.Name).TrimEnd('s') == asked.TrimEnd('s'));
            // Text that only has the right type is the wrong text; an id may be passed as text.
            if (
                (!isNamed && argument.Category == 'S')
                || (column.BaseType != type && !(argument.Category == 'S' && column.BaseType == "uuid"))
            )
            {
                continue;
            }
            yield return (
                value,
                (
                    isNamed ? 10
                    : asked.Length > 2 && name.Contains(asked, StringComparison.Ordinal) ? 4
                    : name.Length > 2 && asked.Contains(name, StringComparison.Ordinal) ? 3
                    : 0
                ) + (2 * bonus)
            );
        }
    }

    private string? Made(Argument argument, int variant) =>
        argument switch
        {
            { Label: not "" } => argument.Label,
            { Type: "json" or "jsonb" } => variant == 0 ? "{}" : claims,
            { Category: 'N' } => (variant % 3) switch
            {
                0 => "1",
                1 => "0",
                _ => "1000",
            },
            { Category: 'B' } => variant % 2 == 0 ? "true" : "false",
            { Category: 'D' } => (variant % 3) switch
            {
                0 => "1970-01-01",
                1 => "2100-01-01",
                _ => "2024-06-01",
            },
            { Category: 'T' } => "100 years",
            { Category: 'S' } => variant == 0 ? "" : "a",
            _ => null,
        };

    private static string Literal(string? value, string type) => $"{SqlText.Literal(value)}::{type}";

    private static string Plain(string name) => Affix().Replace(name.ToLowerInvariant(), "").Replace("_", "", StringComparison.Ordinal);

    // Values that a caller must have received are no attack: an invitation's token, a one-time code.
    [GeneratedRegex("token|secret|passw|otp|nonce|hash|signature|code$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Secret();

    [GeneratedRegex(@"->>?\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"(\bwhen|=)\s*'(?<word>[^']+)'", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Choices();

    [GeneratedRegex(@"\bi?like\b|\bsimilar\s+to\b|~~", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Like();

    [GeneratedRegex("^(p|in|arg|a|v)?_|_?(id|uuid|param|arg)$", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Affix();
}
