using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The rows of all tables, as far as they are the same in each run with the same seed.</summary>
/// <remarks>
/// Keys, tenants and users are included as they are. Other values are left out if the database makes them: times, and columns whose default
/// calls a function. What makes them is SQL, which is a part of each key.
/// </remarks>
internal sealed class KeptContent
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

    /// <summary>Reads the content of a population.</summary>
    public static KeptContent Of(
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
                    if (column.Category == 'D' && value is { Length: > 10 })
                        times.Add(value);
                    else if (column.Category != 'D' && column.Default?.Contains('(', StringComparison.Ordinal) != true)
                        parts.Add($"{column.Name}={value}");
                }
            }
        }
        return new(Kept.Digest.Of(parts), times);
    }

    /// <summary>Returns a text without the times of rows, which differ between runs.</summary>
    public string WithoutTimes(string text)
    {
        if (!text.AsSpan().ContainsAny(_search))
            return text;
        foreach (var time in _times)
            text = text.Replace(time, "time", StringComparison.Ordinal);
        return text;
    }
}
