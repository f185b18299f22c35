using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the values that a column can hold, if its type or a check constraint lists them.</summary>
internal static class ColumnValues
{
    /// <summary>
    /// Returns the labels of an enum, <c>true</c> and <c>false</c> for a boolean, or the values in a check constraint on the column alone
    /// if it lists at least two values; otherwise an empty list.
    /// </summary>
    public static IReadOnlyList<string> For(Table table, Column column)
    {
        if (column.EnumLabels.Count > 0)
            return column.EnumLabels;
        if (column.Category == 'B')
            return ["true", "false"];
        foreach (var check in table.Checks.Select(c => c.Expression).Concat(column.DomainChecks))
        {
            var tokens = Tokenizer.Read(check);
            var names = tokens
                .Where(
                    (t, i) =>
                        t.IsName
                        && (i == 0 || !tokens[i - 1].Is("::"))
                        && !t.IsAny(["any", "array", "or", "in", "text", "character", "varying"])
                )
                .Select(t => t.Name)
                .Distinct()
                .ToList();
            var isOwn = names is [var only] && (only == column.Name || only == "value");
            if (
                isOwn
                && tokens.Any(t => t.IsAny(["array", "in", "="]))
                && !tokens.Any(t => t.IsAny(["~", "~~", "<", ">", "<=", ">=", "<>"]))
            )
            {
                var values = tokens.Where(t => t.Kind == TokenKind.Text).Select(t => Unquote(t.Text)).Distinct().ToList();
                if (values.Count > 1)
                    return values;
            }
        }
        return [];
    }

    /// <summary>
    /// Returns the levels of a whole number, the lowest first, if a check constraint on the column alone limits it to a short range;
    /// otherwise an empty list.
    /// </summary>
    public static IReadOnlyList<string> Levels(Table table, Column column) =>
        column.BaseType is "smallint" or "integer" && !table.ForeignKeys.Any(k => k.Columns.Contains(column.Name))
            ? table.Checks.Select(c => Range(c.Expression, column.Name)).FirstOrDefault(r => r.Count > 0) ?? []
            : [];

    private static IReadOnlyList<string> Range(string check, string column)
    {
        var name = $"\"?{Regex.Escape(column)}\"?";
        var range = Regex.Match(check, $@"^\(*{name} >= (\d)\) AND \({name} <= (\d)\)*$", RegexOptions.None, TimeSpan.FromSeconds(5));
        if (!range.Success)
            return [];
        var (from, to) = (range.Groups[1].Value[0], range.Groups[2].Value[0]);
        return [.. Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(c => $"{(char)c}")];
    }

    /// <summary>Returns the text literal with which a column's default begins, without quotes; null if there is no such literal.</summary>
    public static string? Default(Column column) =>
        column.Default is { } value && Tokenizer.Read(value) is [{ Kind: TokenKind.Text } text, ..] ? Unquote(text.Text) : null;

    /// <summary>Returns the text of an SQL literal, without quotes.</summary>
    public static string Unquote(string literal) =>
        literal.StartsWith('\'') ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal) : literal;
}
