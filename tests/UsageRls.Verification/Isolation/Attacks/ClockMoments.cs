using System.Globalization;
using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// The moments that replace the current time: a minute before and after times of day that the SQL contains, a day before and after dates
/// that the SQL contains, every third hour of a Wednesday, a Saturday and a Sunday, and the first and last day of the current month. A
/// number in the SQL may mean an hour, a weekday, a day of the month or a month: there are also moments for each of these meanings of the
/// number, of the next number and of the previous number.
/// </summary>
/// <param name="texts">The SQL of the policies and functions that depend on the current time.</param>
/// <param name="now">The actual current time.</param>
internal sealed partial class ClockMoments(IReadOnlyList<string> texts, DateTimeOffset now)
{
    private readonly DateTimeOffset _today = new(now.UtcDateTime.Date, TimeSpan.Zero);

    private readonly int[] _numbers =
    [
        .. texts
            .SelectMany(t => Number().Matches(t))
            .Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))
            .Where(n => n <= 31)
            .Distinct()
            .Take(4)
            .SelectMany(n => (int[])[n, n + 1, n - 1])
            .Where(n => n is >= 0 and <= 31)
            .Distinct(),
    ];

    /// <summary>All moments, in the order in which they are used.</summary>
    public IReadOnlyList<DateTimeOffset> All()
    {
        DateTimeOffset[] usual = [Next(DayOfWeek.Wednesday), Next(DayOfWeek.Saturday), Next(DayOfWeek.Sunday)];
        DateTimeOffset[] named = [.. _numbers.Where(n => n is >= 1 and <= 6).Select(n => Next((DayOfWeek)n))];
        int[] hours = [.. Enumerable.Range(0, 8).Select(i => 3 * i).Concat(_numbers.Where(n => n <= 23)).Distinct()];
        DateTimeOffset[] all =
        [
            .. Dates(),
            .. Times().SelectMany(t => usual.Take(2).Select(d => d.Add(t))),
            .. usual.Concat(named).Distinct().SelectMany(d => hours.Select(h => d.AddHours(h + 0.5))),
            .. Months().SelectMany(DaysOf),
        ];
        return [.. all.Distinct()];
    }

    private DateTimeOffset Next(DayOfWeek day) => _today.AddDays(((int)day - (int)_today.DayOfWeek + 7) % 7);

    private IEnumerable<DateTimeOffset> Months()
    {
        var present = new DateTimeOffset(_today.Year, _today.Month, 1, 12, 30, 0, TimeSpan.Zero);
        return [present, .. _numbers.Where(n => n is >= 1 and <= 12).Select(n => present.AddMonths(n - present.Month))];
    }

    private IEnumerable<DateTimeOffset> DaysOf(DateTimeOffset month) =>
        new[] { 1, DateTime.DaysInMonth(month.Year, month.Month) }
            .Concat(_numbers.Where(n => n >= 1 && n < DateTime.DaysInMonth(month.Year, month.Month)))
            .Select(day => month.AddDays(day - 1));

    private IEnumerable<DateTimeOffset> Dates() =>
        texts
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

    private IEnumerable<TimeSpan> Times() =>
        texts
            .SelectMany(t => Time().Matches(t))
            .Select(m => TimeSpan.TryParse(m.Groups["time"].Value, CultureInfo.InvariantCulture, out var time) ? time : TimeSpan.Zero)
            .Distinct()
            .Take(4)
            .SelectMany(t => (TimeSpan[])[t.Add(TimeSpan.FromMinutes(1)), t.Add(TimeSpan.FromMinutes(-1))]);

    [GeneratedRegex(@"'(?<time>\d{1,2}:\d\d(:\d\d)?)([+-]\d\d)?'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"'(?<date>\d{4}-\d\d-\d\d[^']{0,20})'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Date();

    [GeneratedRegex(@"(?<![\w'.:-])\d{1,2}(?![\w'.:-])", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Number();
}
