using System.Globalization;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The rows of all tables, as far as they are the same in each run with the same seed.</summary>
/// <remarks>
/// The content includes keys, tenants, users and all other values unchanged, with two exceptions. Of a time that was computed from the
/// clock, it includes only the number of days from now. It includes no column with a random default. The SQL that computes these times and
/// defaults is part of the key of each kept outcome. If another value differs from run to run, no kept outcome is used.
/// </remarks>
internal sealed partial class KeptContent
{
    private readonly HashSet<string> _times;
    private readonly System.Buffers.SearchValues<string> _search;

    private KeptContent(string digest, HashSet<string> times)
    {
        (Digest, _times) = (digest, times);
        _search = System.Buffers.SearchValues.Create([.. times], StringComparison.Ordinal);
    }

    /// <summary>The digest of all rows.</summary>
    public string Digest { get; }

    /// <summary>Computes the content from the rows of a population.</summary>
    public static KeptContent From(
        IReadOnlyList<Subject> watched,
        ILookup<Subject, (string Key, Belonging Belongs)> rows,
        IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known
    )
    {
        var parts = new List<string>();
        var times = new HashSet<string>(StringComparer.Ordinal);
        foreach (var subject in watched)
        {
            parts.Add(WatchedSession.Look(subject));
            foreach (var (key, belongs) in rows[subject])
            {
                parts.Add($"{key} {belongs}");
                if (known.GetValueOrDefault((subject.Name, key)) is not { } row)
                    continue;
                foreach (var column in subject.Table.Columns)
                {
                    var value = row.Values.GetValueOrDefault(column.Name);
                    if (column.Category == 'D' && value is not null && FromClock(value) is { } days)
                    {
                        times.Add(value);
                        parts.Add($"{column.Name}: {days} days");
                    }
                    else if (column.Default is null || !Random().IsMatch(column.Default))
                    {
                        parts.Add($"{column.Name}={value}");
                    }
                }
            }
        }
        return new(Kept.Digest.Compute(parts), times);
    }

    // Returns the days from now for a time that was computed from the clock: a time with a fraction of a second. Null for other values.
    private static int? FromClock(string value) =>
        value.Contains('.', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(
            ShortOffset().Replace(value, "$0:00"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? (int)Math.Round((time - DateTimeOffset.UtcNow).TotalDays)
            : null;

    [GeneratedRegex("""[+-]\d\d\z""", RegexOptions.NonBacktracking)]
    private static partial Regex ShortOffset();

    [GeneratedRegex("random|uuid_generate|uuidv", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Random();

    /// <summary>Replaces, in a text, the rows' times that differ between runs by the word <c>time</c>.</summary>
    public string WithoutTimes(string text)
    {
        if (!text.AsSpan().ContainsAny(_search))
            return text;
        foreach (var time in _times)
            text = text.Replace(time, "time", StringComparison.Ordinal);
        return text;
    }
}
