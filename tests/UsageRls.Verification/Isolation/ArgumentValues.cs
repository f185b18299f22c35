using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Chooses values for function arguments from existing rows by type and name, and generates a value if no row has a suitable value.
/// </summary>
/// <param name="schema">The tables of the database.</param>
/// <param name="claims">
/// The claims of a token as JSON: one of the generated values for arguments of type <c>json</c> or <c>jsonb</c>.
/// </param>
/// <param name="areSecretsKnown">Whether the caller knows the tokens and codes in the rows, because the caller made the rows.</param>
internal sealed partial class ArgumentValues(DatabaseSchema schema, string claims, bool areSecretsKnown)
{
    /// <summary>Returns the SQL for an argument: a value from the rows, or a generated one.</summary>
    public string Of(Argument argument, IReadOnlyList<MadeRow> from) => Of(argument, from, null, 0, []);

    /// <summary>Returns the SQL for an argument: a value from the rows, or a generated one.</summary>
    /// <param name="argument">The function's argument.</param>
    /// <param name="from">The rows to take a value from.</param>
    /// <param name="seed">The row to prefer; null for no preference.</param>
    /// <param name="variant">Selects the generated value if no row has a suitable value.</param>
    /// <param name="used">
    /// The values that other arguments already have. Of equally good values, one outside this set is preferred. The chosen value is added
    /// to the set.
    /// </param>
    public string Of(Argument argument, IReadOnlyList<MadeRow> from, MadeRow? seed, int variant, HashSet<string> used)
    {
        if (argument.Fields.Count > 0)
            return RowDocuments.ToSql(argument, [Record(argument, from, variant)]);
        if (argument.BoundOfDates is { } bound)
            return Literal(bound, argument.Type);
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
        // Two arguments of one type seldom mean the same thing, so prefer a value that is not used yet.
        var best = values.Length == 0 ? null : values.MaxBy(v => (v.Score * 2) - (used.Contains(v.Value) ? 1 : 0)).Value;
        if (best is not null)
            used.Add(best);
        return best;
    }

    /// <summary>
    /// The values of a row that fit an argument, each with a score: 0 if only the type fits, more if the column's name fits too, plus twice
    /// the bonus.
    /// </summary>
    public IEnumerable<(string Value, int Score)> Values(MadeRow row, Argument argument, string type, int bonus)
    {
        if (schema.Find(row.Table) is not { } table)
            yield break;
        foreach (var (part, score) in Parts(row, table, argument))
            yield return (part, score + (2 * bonus));
        foreach (var column in table.Columns)
        {
            if (row.Values.GetValueOrDefault(column.Name) is not { } value || (!areSecretsKnown && IsSecret(table, column)))
                continue;
            var (asked, name) = (Plain(argument.Name), Plain(column.Name));
            var isNamed = asked == name || (table.Key.Contains(column.Name) && Plain(table.Name.Name).TrimEnd('s') == asked.TrimEnd('s'));
            // For a text argument, the column's name must match too, because many columns have the type text. A uuid may be passed as text.
            if (
                (!isNamed && argument.Category == 'S')
                || (
                    column.BaseType != type
                    && !(argument.Category == 'S' && column.BaseType == "uuid")
                    && !(argument.Type == "date" && column.BaseType.StartsWith("timestamp", StringComparison.Ordinal))
                )
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

    // For a numeric argument whose name contains "year" or "month", returns the year or month of each date in the row. A date in a column
    // without a default scores higher.
    private static IEnumerable<(string Value, int Score)> Parts(MadeRow row, Table table, Argument argument)
    {
        var isYear = argument.Name.Contains("year", StringComparison.OrdinalIgnoreCase);
        if (argument.Category != 'N' || !(isYear || argument.Name.Contains("month", StringComparison.OrdinalIgnoreCase)))
            return [];
        var parts =
            from column in table.Columns
            where column.Category == 'D'
            let value = row.Values.GetValueOrDefault(column.Name)
            where value is { Length: >= 10 } && value[4] == '-'
            select (isYear ? value[..4] : value[5..7], column.Default is null ? 5 : 3);
        return parts;
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

    /// <summary>Quotes a value as an SQL literal and casts it to the type.</summary>
    public static string Literal(string? value, string type) => $"{SqlText.Literal(value)}::{type}";

    private static string Plain(string name) => Affix().Replace(name.ToLowerInvariant(), "").Replace("_", "", StringComparison.Ordinal);

    /// <summary>Builds the JSON of an argument of a composite type: a row of the type's table, or a value for each field.</summary>
    public string Record(Argument argument, IReadOnlyList<MadeRow> from, int variant)
    {
        var ofTable = from.Where(r =>
                r.Table.Sql == argument.RowOf || r.Table.Name == argument.RowOf || r.Table.ToString() == argument.RowOf
            )
            .ToArray();
        return ofTable.Length > 0
            ? RowDocuments.Render(ofTable[variant % ofTable.Length].Values)
            : RowDocuments.Render(
                argument.Fields.ToDictionary(
                    f => f.Name,
                    f => Best(f, f.Type, from, null, []) ?? Made(f, f.Category == 'S' ? 1 : 0),
                    StringComparer.Ordinal
                )
            );
    }

    // A column with a name such as `token`, or a text with a random default, unless it is the key: others learn a row's key in many ways.
    // A caller who was given a secret may use it: a call that passes the secret is no attack.
    private static bool IsSecret(Table table, Column column) =>
        Secret().IsMatch(column.Name)
        || (column.BaseType != "uuid" && !table.Key.Contains(column.Name) && column.Default is { } made && Random().IsMatch(made));

    [GeneratedRegex(
        "token|secret|passw|otp|nonce|hash|signature|code$|(^|_)(pin|link)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Secret();

    [GeneratedRegex("gen_random_(bytes|uuid)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Random();

    [GeneratedRegex("^(p|in|arg|a|v)?_|_?(id|uuid|param|arg)$", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Affix();
}
