using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>Arguments for functions that take whole rows: as JSON documents, as rows of a composite type, and as arrays of them.</summary>
/// <param name="values">Makes the values of single arguments.</param>
/// <param name="documents">Makes documents of rows.</param>
/// <param name="victims">Rows that the caller must not reach, and the key of a tenant of theirs.</param>
/// <param name="own">Rows of the caller's own, and the key of a tenant of its own; no rows where they are not tried.</param>
internal sealed partial class DocumentCalls(
    ArgumentValues values,
    RowDocuments documents,
    (IReadOnlyList<MadeRow> Rows, string? Tenant) victims,
    (IReadOnlyList<MadeRow> Rows, string? Tenant) own
)
{
    private const int MostValues = 8,
        MostKeyed = 24,
        MostOfTables = 60;

    /// <summary>The arguments of calls, as SQL.</summary>
    /// <param name="function">The function.</param>
    /// <param name="tables">The tables that its body names, whose rows its documents may hold.</param>
    public IEnumerable<string> Of(ReachableFunction function, IEnumerable<TableName> tables) =>
        function.Arguments.Any(IsDocument)
            ? OfTables(function, tables).Concat(OfKeys(function)).Concat(OfTypes(function))
            : OfTypes(function);

    // A document that holds a victim's row: alone, in a list, behind one of the caller's own, and under each key that the body reads.
    // The other arguments are the caller's own, which a guard may ask about, then the victim's.
    private IEnumerable<string> OfTables(ReachableFunction function, IEnumerable<TableName> tables)
    {
        var calls =
            from table in tables
            let victim = victims.Rows.FirstOrDefault(r => r.Table == table)
            where victim is not null
            let foreign = documents.Of(victim)
            let mine = own.Rows.FirstOrDefault(r => r.Table == table)
            from others in own.Rows.Count == 0 ? [victims.Rows] : (IReadOnlyList<MadeRow>[])[victims.Rows, own.Rows]
            from word in Words(function)
            from document in (string[])
                [
                    $"[{foreign}]",
                    foreign,
                    .. mine is null ? (string[])[] : [$"[{documents.Of(mine)}, {foreign}]"],
                    .. KeysOf(function)
                        .SelectMany(key => (string[])[RowDocuments.Under(key, $"[{foreign}]"), RowDocuments.Under(key, foreign)]),
                ]
            select Join(
                function,
                a =>
                    IsDocument(a) ? ArgumentValues.Literal(document, a.Type)
                    : a.Category == 'B' ? "false"
                    : a.Category == 'S' && word is not null ? ArgumentValues.Literal(word, a.Type)
                    : values.Of(a, others)
            );
        return calls.Take(MostOfTables);
    }

    // The keys that the body reads, with the caller's own values but for one: a guard that asks one key, and work on another, differ
    // then. Each with every word by which the body chooses what to do.
    private IEnumerable<string> OfKeys(ReachableFunction function)
    {
        var keys = KeysOf(function)
            .Select(key => (Key: key, Own: OfKey(key, own), Victim: OfKey(key, victims)))
            .Where(v => v.Own is not null)
            .Take(MostValues)
            .ToArray();
        var calls =
            from word in Words(function)
            from foreign in keys
            where foreign.Victim is not null && foreign.Victim != foreign.Own
            let document = RowDocuments.Of(keys.Select(v => KeyValuePair.Create(v.Key, v == foreign ? v.Victim : v.Own)))
            select Join(
                function,
                a =>
                    IsDocument(a) ? ArgumentValues.Literal(document, a.Type)
                    : a.Category == 'S' && word is not null ? ArgumentValues.Literal(word, a.Type)
                    : values.Of(a, own.Rows)
            );
        return calls.Take(MostKeyed);
    }

    private static IEnumerable<string> KeysOf(ReachableFunction function) =>
        Keys().Matches(function.Body).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal);

    // The words by which the body chooses what to do; null where it chooses by none.
    private static string?[] Words(ReachableFunction function)
    {
        var words = Choices().Matches(function.Body).Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal);
        return function.Arguments.Any(a => a.Category == 'S') ? [.. words.Take(MostValues).DefaultIfEmpty(null!)] : [null];
    }

    // By the names of columns; an id that is called like none of them names a tenant.
    private string? OfKey(string key, (IReadOnlyList<MadeRow> Rows, string? Tenant) from)
    {
        var named =
            from argument in (Argument[])[new(key, "uuid", 'U', "", ""), new(key, "text", 'S', "", "")]
            from row in @from.Rows
            from value in values.Values(row, argument, argument.Type, bonus: 0)
            where value.Score > 0
            orderby value.Score descending
            select value.Value;
        return named.FirstOrDefault() ?? (key.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? from.Tenant : null);
    }

    // A row of a composite type from a victim's values, alone and behind one of the caller's own: of a batch, each row must be asked about.
    private IEnumerable<string> OfTypes(ReachableFunction function)
    {
        foreach (var batch in function.Arguments.Where(a => a.Fields.Count > 0))
        {
            string[] alone = [values.Record(batch, victims.Rows, 0)];
            string[][] batches =
                own.Rows.Count > 0 && batch.Category == 'A' ? [alone, [values.Record(batch, own.Rows, 0), .. alone]] : [alone];
            foreach (var records in batches)
            {
                foreach (var others in own.Rows.Count == 0 ? [victims.Rows] : (IReadOnlyList<MadeRow>[])[own.Rows, victims.Rows])
                    yield return Join(function, a => a == batch ? RowDocuments.ToSql(a, records) : values.Of(a, others));
            }
        }
    }

    private static string Join(ReachableFunction function, Func<Argument, string> value) =>
        string.Join(", ", function.Arguments.Select(value));

    private static bool IsDocument(Argument argument) => argument.Type is "json" or "jsonb";

    [GeneratedRegex(@"->>?\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"(\bwhen|=)\s*'(?<word>[^']+)'", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Choices();
}
