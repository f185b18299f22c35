using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Builds arguments for functions that take whole rows: as JSON documents, as values of a composite type, or as arrays of these.
/// </summary>
/// <param name="values">Chooses the values of single arguments.</param>
/// <param name="documents">Turns rows into JSON documents.</param>
/// <param name="victims">Rows that the caller must not reach, and the key of a tenant to which such rows belong.</param>
/// <param name="own">Rows of the caller's tenants, and the key of one of these tenants; empty if calls use only the victims' rows.</param>
internal sealed partial class DocumentCalls(
    ArgumentValues values,
    RowDocuments documents,
    (IReadOnlyList<MadeRow> Rows, string? Tenant) victims,
    (IReadOnlyList<MadeRow> Rows, string? Tenant) own
)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private const int MostValues = 8,
        MostKeyed = 24,
        MostOfTables = 90;

    /// <summary>Returns the argument lists of the calls as SQL.</summary>
    /// <param name="function">The function to call.</param>
    /// <param name="tables">The tables that the function's body names. A JSON document may hold rows of these tables.</param>
    public IEnumerable<string> Of(ReachableFunction function, IEnumerable<TableName> tables) =>
        function.Arguments.Any(IsDocument)
            ? OfTables(function, tables).Concat(OfKeys(function)).Concat(OfTypes(function))
            : OfTypes(function);

    // Builds JSON documents with a victim's row: the row alone, in an array, in an array after a row of the caller's tenants, and under
    // each key that the function's body reads. The other arguments come first from the victims' rows, then from the caller's tenants. With
    // the latter, more documents have a row of the caller's tenants with the key of the victim's row: an upsert changes the victim's row.
    private IEnumerable<string> OfTables(ReachableFunction function, IEnumerable<TableName> tables)
    {
        string[] keys = [.. SqlJson.Keys(function.Body)];
        string[] Everywhere(string row) =>
            [$"[{row}]", row, .. keys.SelectMany(key => (string[])[RowDocuments.Under(key, $"[{row}]"), RowDocuments.Under(key, row)])];
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
                    .. mine is not null && others == own.Rows ? Everywhere(documents.WithKeyOf(victim, mine)) : [],
                    .. mine is not null ? (string[])[$"[{documents.Of(mine)}, {foreign}]"] : [],
                    .. Everywhere(foreign),
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

    // Builds JSON documents with up to eight of the keys that the body reads: one key has a victim's value, the others have the caller's
    // values. This exposes a function that checks one key and acts on another. Each document is sent with each string literal that the body
    // compares with a value.
    private IEnumerable<string> OfKeys(ReachableFunction function)
    {
        var keys = SqlJson
            .Keys(function.Body)
            .Select(key => (Key: key, Own: OfKey(key, own) ?? Bound(key, function), Victim: OfKey(key, victims) ?? Bound(key, function)))
            .Where(v => v.Own is not null)
            .Take(MostValues)
            .ToArray();
        var calls =
            from word in Words(function)
            from foreign in keys
            where foreign.Victim is not null && foreign.Victim != foreign.Own
            let document = RowDocuments.Render(keys.Select(v => KeyValuePair.Create(v.Key, v == foreign ? v.Victim : v.Own)))
            select Join(
                function,
                a =>
                    IsDocument(a) ? ArgumentValues.Literal(document, a.Type)
                    : a.Category == 'S' && word is not null ? ArgumentValues.Literal(word, a.Type)
                    : values.Of(a, own.Rows)
            );
        return calls.Take(MostKeyed);
    }

    // Returns the string literals that the function's body compares with values, and one null, with which text arguments get other values.
    private static IEnumerable<string?> Words(ReachableFunction function) => [.. FunctionWords.For(function), null];

    // Returns a very early or very late date for a key that the body reads as a date, such as the start of a period; null for other keys.
    private static string? Bound(string key, ReachableFunction function) =>
        !Regex.IsMatch(function.Body, $@"'{Regex.Escape(key)}'\s*\)?\s*::\s*(timestamp|date)", RegexOptions.IgnoreCase, s_patience) ? null
        : First().IsMatch(key) ? "1970-01-01"
        : "2100-01-01";

    // Finds the value of the column that a document's key names. If this key names no column but ends in "id", returns the key of the
    // tenant.
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

    // Passes a victim's row as a composite value: alone and, in an array, after a row of the caller's tenants. The function must check each
    // row of the array.
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

    [GeneratedRegex("after|since|from|start|begin", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex First();
}
