using System.Globalization;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Finds what SQL asks of the clock alone, as the hour or the day of the week, and sets it to other moments.</summary>
internal static partial class Clock
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

    /// <summary>The SQL as if it were another moment; null if it asks nothing of the clock alone.</summary>
    /// <param name="text">The SQL.</param>
    /// <param name="dates">Columns that hold dates and times: what compares one of them with the clock asks of the row.</param>
    /// <param name="moment">The moment.</param>
    public static string? Set(string text, IReadOnlySet<string> dates, DateTimeOffset moment)
    {
        if (Parse(text) is not { } sql)
            return null;
        var literal = $"({SqlText.Literal(Show(moment))}::timestamptz)";
        var (result, isSet) = (text, false);
        // From the end, so that the places before it stay where they are.
        foreach (var (span, cast) in Calls(sql).Where(c => !AsksOfRow(sql, c.Span, dates)).OrderByDescending(c => c.Span.First))
        {
            var (start, end) = (sql.Tokens[span.First].Start, sql.Tokens[span.Last].End);
            (result, isSet) = (result[..start] + (cast == "" ? literal : $"({literal}{cast})") + result[end..], true);
        }
        return isSet ? result : null;
    }

    /// <summary>A moment as PostgreSQL reads it, in UTC.</summary>
    public static string Show(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss'+00'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Moments to try: hours of a working day and of a weekend, the ends of a month, and beside each time and date that texts name.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Moments(IEnumerable<string> texts, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset Next(DayOfWeek day) => today.AddDays(((int)day - (int)today.DayOfWeek + 7) % 7);
        DateTimeOffset[] days = [Next(DayOfWeek.Wednesday), Next(DayOfWeek.Saturday), Next(DayOfWeek.Sunday)];
        var times = texts
            .SelectMany(t => Time().Matches(t))
            .Select(m => TimeSpan.TryParse(m.Groups["time"].Value, CultureInfo.InvariantCulture, out var time) ? time : TimeSpan.Zero)
            .Distinct()
            .Take(4)
            .SelectMany(t => (TimeSpan[])[t.Add(TimeSpan.FromMinutes(1)), t.Add(TimeSpan.FromMinutes(-1))]);
        var dates = texts
            .SelectMany(t => Date().Matches(t))
            .Select(m =>
                DateTimeOffset.TryParse(
                    m.Groups["date"].Value,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var date
                )
                    ? date
                    : now
            )
            .Distinct()
            .Take(3)
            .SelectMany(d => (DateTimeOffset[])[d.AddDays(1), d.AddDays(-1)]);
        var month = new DateTimeOffset(today.Year, today.Month, 1, 12, 0, 0, TimeSpan.Zero);
        return
        [
            .. dates,
            .. times.SelectMany(t => days.Take(2).Select(d => d.Add(t))),
            .. days.SelectMany(d => Enumerable.Range(0, 8).Select(i => d.AddHours((3 * i) + 0.5))),
            month,
            month.AddMonths(1).AddDays(-1),
        ];
    }

    private static SqlExpression? Parse(string text)
    {
        try
        {
            return new SqlExpression(text);
        }
        catch (FormatException)
        {
            return null; // Not read, and so not set.
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

    [GeneratedRegex(@"'(?<time>\d{1,2}:\d\d(:\d\d)?)([+-]\d\d)?'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"'(?<date>\d{4}-\d\d-\d\d[^']{0,20})'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Date();
}
