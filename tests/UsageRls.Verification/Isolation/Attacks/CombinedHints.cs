using System.Text.Json.Nodes;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Combines values for several columns of one row, with which a condition on all these columns may become true.</summary>
internal static class CombinedHints
{
    private const int MostOfColumn = 3;

    /// <summary>
    /// For each SQL text, returns combinations of the values with which the text compares columns of a table. The combination with the
    /// first value of each column comes first; combinations with later values or with fewer columns follow.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="texts">SQL with conditions on the columns.</param>
    /// <param name="except">Columns that no combination contains.</param>
    /// <param name="least">The smallest number of columns in a combination; each field of a JSON document counts as a column.</param>
    public static IEnumerable<IReadOnlyList<ColumnHint>> Combine(
        Table table,
        IEnumerable<string> texts,
        IReadOnlySet<string> except,
        int least = 2
    ) =>
        texts
            .Select(text => ColumnHints.Find(table, [text]).Where(h => !except.Contains(h.Column.Name)))
            .SelectMany(hints => Products([.. hints.GroupBy(Place).Select(g => g.Take(MostOfColumn).ToArray())], least))
            .Select(Merged)
            .DistinctBy(hints => string.Join(" and ", hints));

    /// <summary>The name of the column, with the path inside its JSON document if there is one.</summary>
    private static string Place(ColumnHint hint) =>
        hint.IsInDocument ? $"{hint.Column.Name} {string.Join('.', Path(Document(hint)))}" : hint.Column.Name;

    private static IEnumerable<string> Path(JsonNode? document) =>
        document is JsonObject { Count: > 0 } inside ? inside.Take(1).SelectMany(p => Path(p.Value).Prepend(p.Key)) : [];

    private static JsonNode? Document(ColumnHint hint) => SqlJson.Parse(hint.Value.Text);

    // Returns combinations of one value for each of at most four columns or document paths. A combination may also leave out a column or
    // path.
    private static IEnumerable<ColumnHint[]> Products(ColumnHint[][] places, int least)
    {
        IEnumerable<(ColumnHint[] Hints, int Deviation)> products = [([], 0)];
        foreach (var place in places.Take(4))
        {
            products = products
                .SelectMany(p =>
                    place
                        .Select((hint, i) => ((ColumnHint[])[.. p.Hints, hint], p.Deviation + i))
                        .Append((p.Hints, p.Deviation + MostOfColumn))
                )
                .ToArray();
        }
        return products.Where(p => p.Hints.Length >= least).OrderBy(p => p.Deviation).Select(p => p.Hints);
    }

    // Merges values for several fields of one JSON document into one value of the column.
    private static ColumnHint[] Merged(ColumnHint[] hints) =>
        [
            .. hints
                .GroupBy(h => h.Column)
                .Select(g =>
                    g.Count() == 1
                        ? g.First()
                        : g.First() with
                        {
                            Value = RowValue.Literal(
                                g.Select(Document).OfType<JsonObject>().Aggregate(new JsonObject(), SqlJson.Merge).ToJsonString()
                            ),
                        }
                ),
        ];
}
