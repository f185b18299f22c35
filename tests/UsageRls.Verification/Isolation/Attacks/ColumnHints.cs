using System.Text.Json;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A column's value with which a condition may become true.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value.</param>
/// <param name="IsInDocument">Whether the value is a JSON document, in which a field has the value of the condition.</param>
internal sealed record ColumnHint(Column Column, RowValue Value, bool IsInDocument)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Column.Name} = {Value}";
}

/// <summary>Finds values of a table's columns with which conditions in SQL may become true; each hint is one value of one column.</summary>
internal static partial class ColumnHints
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Returns values of a table's columns with which conditions in the SQL texts may become true.</summary>
    public static IReadOnlyList<ColumnHint> Find(Table table, IEnumerable<string> texts)
    {
        var hints = new List<ColumnHint>();
        foreach (var text in texts)
        {
            foreach (var column in table.Columns.Where(c => !c.IsGenerated && RuleTexts.Names(text, c.Name)))
                hints.AddRange(Find(column, text));
        }
        return [.. hints.DistinctBy(h => (h.Column.Name, h.Value))];
    }

    private static IEnumerable<ColumnHint> Find(Column column, string text)
    {
        ColumnHint Hint(RowValue value, bool isInDocument = false) => new(column, value, isInDocument);
        var name = $"""(?<![\w$])"?{Regex.Escape(column.Name)}"?(?![\w$(])""";
        IEnumerable<Match> Find(string pattern) => Matches(text, pattern);

        if (column.BaseType is "json" or "jsonb")
        {
            foreach (var match in Find($$"""{{name}}(\s*\)*\s*(->>?|#>>?|@>|\?)\s*'(?<key>[^']*)'(::\w+(\[\])?)?)+(?<rest>.{0,80})"""))
            {
                foreach (var document in Documents([.. match.Groups["key"].Captures.Select(c => c.Value)], match.Groups["rest"].Value))
                    yield return Hint(RowValue.Literal(document), isInDocument: true);
            }
            yield break;
        }

        if (!column.IsNotNull && Find($@"{name}\s*\)*\s*is\s+null").Any())
            yield return Hint(RowValue.Null);
        if (!column.IsNotNull && Present(column) is { } present && Find($@"{name}\s*\)*\s*is\s+not\s+null").Any())
            yield return Hint(present);
        switch (column.Category)
        {
            case 'B':
                yield return Hint(RowValue.Literal("true"));
                yield return Hint(RowValue.Literal("false"));
                break;
            case 'D' when column.BaseType is "date" or "timestamp with time zone" or "timestamp without time zone":
                foreach (var shift in (string[])["", " - interval '1 day'", " + interval '1 day'", " - interval '5 years'"])
                    yield return Hint(RowValue.Sql($"now(){shift}"));
                // Also return times inside and outside the first three intervals in the SQL, and the days around its first two dates.
                foreach (var interval in Find("interval\\s+'(?<value>[^']+)'|'(?<value>[^']+)'::interval").Take(3))
                {
                    var named = $"interval '{interval.Groups["value"].Value}'";
                    foreach (var shift in (string[])["- 0.5 *", "+ 0.5 *", "- 1.5 *"])
                        yield return Hint(RowValue.Sql($"now() {shift} {named}"));
                }
                foreach (var date in Find(@"'(?<value>\d{4}-\d\d-\d\d[^']{0,20})'").Take(2))
                {
                    foreach (var shift in (string[])["+", "-"])
                        yield return Hint(RowValue.Sql($"timestamptz '{date.Groups["value"].Value}' {shift} interval '1 day'"));
                }
                break;
            case 'N':
                foreach (var match in Find($@"{name}\s*\)*\s*(=|<>|!=|<=?|>=?)\s*\(?'?(?<number>-?\d{{1,9}})"))
                {
                    var number = int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture);
                    foreach (var near in (int[])[number, number + 1, number - 1])
                        yield return Hint(RowValue.Literal($"{near}"));
                }
                break;
            case 'R' when column.BaseType is "daterange" or "tstzrange" or "tsrange":
                foreach (var (from, to) in ((string, string)[])[("60", "30"), ("-30", "-60")])
                    yield return Hint(RowValue.Sql($"{column.BaseType}(current_date - {from}, current_date - {to})"));
                break;
            case 'A':
                foreach (
                    var match in Find(
                        $@"('(?<value>[^']*)'(::[\w ]+)?\s*=\s*(any|some)\s*\(+\s*(\w+\.)?{name})"
                            + $@"|({name}\s*(@>|&&)\s*\(?(array\[)?'(?<value>[^']*)')"
                    )
                )
                {
                    yield return Hint(RowValue.Literal($"{{{match.Groups["value"].Value.Trim('{', '}')}}}"));
                }

                break;
            default:
                const string list = @"\s*\(*(any|some)?\s*\(*\s*(array\[)?('(?<value>[^']*)'(::[\w"". ]+)?\s*,?\s*)+";
                foreach (
                    var match in Find(
                        $@"({name}\s*\)*(::[\w ]+)?\)*\s*(=|<>|!=|~~\*?|~\*?|i?like|(not\s+)?in|is\s+(not\s+)?distinct\s+from){list})"
                            + $@"|('(?<value>[^']*)'(::[\w ]+)?\s*=\s*\(*(\w+\.)?{name})"
                    )
                )
                {
                    foreach (Capture value in match.Groups["value"].Captures)
                        yield return Hint(RowValue.Literal(value.Value.Replace("%", "", StringComparison.Ordinal)));
                }
                break;
        }
    }

    // A value for a column that may be null; null for types whose hints are values anyway.
    private static RowValue? Present(Column column) =>
        column switch
        {
            { BaseType: "uuid" } => RowValue.Sql("gen_random_uuid()"),
            { Category: 'S' } => RowValue.Literal("a"),
            { Category: 'N' } => RowValue.Literal("1"),
            _ => null,
        };

    // If matching the text takes too long, the matches found so far are returned.
    private static List<Match> Matches(string text, string pattern)
    {
        var found = new List<Match>();
        try
        {
            foreach (Match match in Regex.Matches(text, pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, s_patience))
                found.Add(match);
        }
        catch (RegexMatchTimeoutException)
        {
            return found;
        }
        return found;
    }

    // Builds JSON documents from the operands of JSON operators. An operand that is a document, such as '{"a": "b"}', is returned as it is.
    // For a path such as '{a,b}', or for a chain of keys, the method returns one document for each value (at most four) with which the SQL
    // compares the field at the end of the path. In the document, this field has the value. Without such a value, the field is true.
    private static IEnumerable<string> Documents(string[] keys, string rest)
    {
        if (keys is [['{', .. var inner]] && inner.Contains(':', StringComparison.Ordinal))
            return [keys[0]];
        if (keys is [['{', .., '}'] path])
            keys = path[1..^1].Split(',', StringSplitOptions.TrimEntries);
        return ComparedWith(rest)
            .DefaultIfEmpty("true")
            .Take(4)
            .Select(value =>
                keys.Reverse()
                    .Aggregate(
                        value is "true" or "false" ? value : JsonSerializer.Serialize(value),
                        (inside, key) => $"{{{JsonSerializer.Serialize(key)}: {inside}}}"
                    )
            );
    }

    /// <summary>
    /// Returns the string literals after the comparison operator with which the SQL begins: <c>a</c> for <c>= 'a' and …</c>; empty if the
    /// SQL does not begin with an operator and a literal.
    /// </summary>
    public static IEnumerable<string> ComparedWith(string rest) =>
        Compared().Match(rest).Groups["value"].Captures.Select(c => c.Value.Replace("%", "", StringComparison.Ordinal));

    [GeneratedRegex(
        """\A\s*\)*(::[\w ]+)?\)*\s*(=|<>|!=|~~\*?|~\*?|i?like|in)"""
            + """\s*\(*(any|some)?\s*\(*\s*(array\[)?('(?<value>[^']*)'(::[\w ]+)?\s*,?\s*)+""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Compared();
}
