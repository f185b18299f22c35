using System.Globalization;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds conditions that depend on the current time but on no date column, such as conditions on the hour or the weekday, and replaces
/// their time function with a fixed moment.
/// </summary>
internal static class Clock
{
    private static readonly string[] s_functions = ["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"];

    private static readonly Dictionary<string, string> s_keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["current_timestamp"] = "",
        ["current_date"] = "::date",
        ["current_time"] = "::timetz",
        ["localtime"] = "::time",
        ["localtimestamp"] = "::timestamp",
    };

    /// <summary>
    /// Returns the SQL with the current time replaced by a moment; null if the SQL contains no time function to replace.
    /// </summary>
    /// <param name="text">The SQL of a policy or function.</param>
    /// <param name="dates">
    /// The names of date and time columns. A time function is not replaced if its comparison (or, without a comparison, the
    /// whole SQL) names such a column.
    /// </param>
    /// <param name="moment">The moment to put in place of the current time.</param>
    public static string? Set(string text, IReadOnlySet<string> dates, DateTimeOffset moment)
    {
        if (Parse(text) is not { } sql)
            return null;
        var literal = $"({SqlText.Literal(Show(moment))}::timestamptz)";
        var (result, isSet) = (text, false);
        // Replace from the end, so that earlier positions stay valid.
        foreach (var (span, cast) in Calls(sql).Where(c => !AsksOfRow(sql, c.Span, dates)).OrderByDescending(c => c.Span.First))
        {
            var (start, end) = (sql.Tokens[span.First].Start, sql.Tokens[span.Last].End);
            (result, isSet) = (result[..start] + (cast == "" ? literal : $"({literal}{cast})") + result[end..], true);
        }
        return isSet ? result : null;
    }

    /// <summary>Formats a moment for PostgreSQL, in UTC.</summary>
    public static string Show(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss'+00'", CultureInfo.InvariantCulture);

    private static SqlExpression? Parse(string text)
    {
        try
        {
            return new SqlExpression(text);
        }
        catch (FormatException)
        {
            return null; // the parser cannot read this SQL: leave it unchanged
        }
    }

    private static IEnumerable<(Span Span, string Cast)> Calls(SqlExpression sql)
    {
        for (var i = 0; i < sql.Tokens.Count; i++)
        {
            var token = sql.Tokens[i];
            if (token.Kind != TokenKind.Word)
                continue;
            var isCalled = i + 1 < sql.Tokens.Count && sql.Tokens[i + 1].Kind == TokenKind.Open;
            var end = isCalled ? sql.PartnerOf(i + 1) : i;
            if (token.IsAny(s_functions) && isCalled && end == i + 2)
                yield return (new Span(IsQualified(sql, i) ? i - 2 : i, end), "");
            else if (s_keywords.TryGetValue(token.Text, out var cast))
                yield return (new Span(i, end), cast);
        }
    }

    private static bool IsQualified(SqlExpression sql, int at) =>
        at >= 2 && sql.Tokens[at - 1].Is(".") && sql.Tokens[at - 2].Is("pg_catalog");

    private static bool AsksOfRow(SqlExpression sql, Span call, IReadOnlySet<string> dates)
    {
        var around = sql.Comparisons()
            .Select(c => new Span(c.Left.First, c.Right.Last))
            .Where(s => s.First <= call.First && call.Last <= s.Last)
            .OrderBy(s => s.Last - s.First)
            .FirstOrDefault(new Span(0, sql.Tokens.Count - 1));
        for (var i = around.First; i <= around.Last; i++)
        {
            if (sql.Tokens[i].IsName && dates.Contains(sql.Tokens[i].Name) && !(i > 0 && sql.Tokens[i - 1].Is("::")))
                return true;
        }
        return false;
    }
}
