using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.Report;

/// <summary>A cell of a table, or an entry of a legend, in the report.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">The CSS classes, for example for how good the value is; empty for none.</param>
/// <param name="Title">The tooltip.</param>
internal sealed record Entry(string Text, string Style = "", string Title = "");

/// <summary>A row of a table in the report: a query, a caller, and an entry for each column.</summary>
internal sealed record Row(string Query, string Caller, IReadOnlyList<Entry> Entries);

/// <summary>The rows of one query, grouped in a table.</summary>
internal sealed record RowGroup(int Count, Row First, IReadOnlyList<Row> Others);

/// <summary>A table in the report, with a row for each query and caller.</summary>
internal sealed record Table(IReadOnlyList<Entry> Columns, IReadOnlyList<Row> Rows)
{
    /// <summary>The rows, grouped by query.</summary>
    public IReadOnlyList<RowGroup> Groups { get; } =
    [.. Rows.GroupBy(r => r.Query).Select(g => g.ToArray()).Select(g => new RowGroup(g.Length, g[0], g[1..]))];
}

/// <summary>Builds the report's tables.</summary>
internal static class Tables
{
    private static readonly List<string> s_queries = [.. PlanQuery.All.Select(q => q.Id)];

    /// <summary>The table with the time, pages and other measured values of each query and caller.</summary>
    public static Table Costs(IEnumerable<CostRecord> costs) =>
        new(
            [
                new("owner"),
                new("under RLS"),
                new("ratio"),
                new("rows"),
                new("rows read"),
                new("pages, owner"),
                new("pages, RLS"),
                new("index"),
                new("sort"),
                new("allocated"),
            ],
            [
                .. Sorted(costs)
                    .Select(c => new Row(
                        c.QueryName,
                        Words.Caller(c.Caller),
                        [
                            new(Words.Time(c.Owner.Fastest), "", Spread(c.Owner.Times)),
                            new(Words.Time(c.Rls.Fastest), "", Spread(c.Rls.Times)),
                            new(Words.Ratio(c.Ratio), Style(c)),
                            new(Words.Count(c.Rls.Rows)),
                            new(Words.Count(c.Rls.RowsTouched)),
                            new(Words.Count(c.Owner.Buffers)),
                            new(Words.Count(c.Rls.Buffers)),
                            new(How(c.Rls), "text index"),
                            new(c.Rls.Sorts.Count == 0 ? "none" : "sorts", "text", string.Join("; ", c.Rls.Sorts)),
                            new(Words.Bytes(c.Rls.Allocated)),
                        ]
                    )),
            ]
        );

    /// <summary>
    /// A table with a column for each value of a factor, for example for each table size. Each entry shows the time under row level
    /// security and the ratio of this time to the owner's time.
    /// </summary>
    /// <param name="costs">The measured costs.</param>
    /// <param name="column">Gets the factor's value of a measured cost.</param>
    /// <param name="columns">The values of the factor, each with its column heading.</param>
    public static Table ByFactor<T>(
        IReadOnlyCollection<CostRecord> costs,
        Func<CostRecord, T> column,
        IEnumerable<(T Value, Entry Entry)> columns
    )
    {
        var shown = columns.ToArray();
        return new(
            [.. shown.Select(c => c.Entry)],
            [
                .. Sorted(costs)
                    .GroupBy(c => (c.QueryName, c.Caller))
                    .Select(row => new Row(
                        row.Key.QueryName,
                        Words.Caller(row.Key.Caller),
                        [
                            .. shown.Select(c =>
                                row.FirstOrDefault(cost => Equals(column(cost), c.Value)) is { } cost ? Entry(cost) : new Entry("–")
                            ),
                        ]
                    )),
            ]
        );
    }

    /// <summary>The growth of each query: its time and pages on the largest table of events, divided by those on the smallest.</summary>
    public static Table Growth(IReadOnlyCollection<CostRecord> costs)
    {
        var (least, most) = (costs.Min(c => c.Events), costs.Max(c => c.Events));
        var rows =
            from pair in Sorted(costs).GroupBy(c => (c.QueryName, c.Caller))
            let small = pair.FirstOrDefault(c => c.Events == least)
            let large = pair.FirstOrDefault(c => c.Events == most)
            where small is not null && large is not null
            let owner = Growth(small.Owner, large.Owner)
            let rls = Growth(small.Rls, large.Rls)
            // If the owner's pages grow as much, the growth comes from the larger number of rows and not from row level security.
            let style = rls.Pages > 2 * owner.Pages && large.Rls.Buffers - small.Rls.Buffers > 16 ? "bad" : "good"
            select new Row(
                pair.Key.QueryName,
                Words.Caller(pair.Key.Caller),
                [
                    new(Words.Ratio(owner.Time)),
                    new(Words.Ratio(rls.Time)),
                    new(Words.Ratio(owner.Pages)),
                    new(Words.Ratio(rls.Pages), style),
                ]
            );
        return new([new("time, owner"), new("time, RLS"), new("pages, owner"), new("pages, RLS")], [.. rows]);
    }

    private static (double Time, double Pages) Growth(Side small, Side large) =>
        (large.Fastest / small.Fastest, (double)large.Buffers / Math.Max(1, small.Buffers));

    private static Entry Entry(CostRecord cost) =>
        new(
            $"{Words.Time(cost.Rls.Fastest)} · {Words.Ratio(cost.Ratio)}",
            Style(cost),
            $"owner {Words.Time(cost.Owner.Fastest)}; pages {Words.Count(cost.Owner.Buffers)} → "
                + $"{Words.Count(cost.Rls.Buffers)}; {How(cost.Rls)}{(cost.Rls.Sorts.Count > 0 ? ", sorts" : "")}"
        );

    private static string Style(CostRecord cost) =>
        cost.MeetsAim ? "good"
        : cost.Ratio < 3 ? "part"
        : "bad";

    private static string How(Side side) =>
        (side.Indexes, side.SequentialScans) switch
        {
            ({ Count: > 0 }, { Count: 0 }) => Names(side.Indexes),
            ({ Count: > 0 }, _) => $"{Names(side.Indexes)}; reads all of {string.Join(", ", side.SequentialScans)}",
            (_, { Count: > 0 }) => $"reads all of {string.Join(", ", side.SequentialScans)}",
            _ => "–",
        };

    private static string Names(IEnumerable<string> indexes) =>
        string.Join(", ", indexes.Select(i => i.Replace($"{UsageEventsTables.Name}_", "", StringComparison.Ordinal)));

    private static string Spread(Times times) =>
        $"without alternation: median {Words.Time(times.Median)}, quartiles {Words.Time(times.Low)} and {Words.Time(times.High)}";

    private static IOrderedEnumerable<CostRecord> Sorted(IEnumerable<CostRecord> costs) =>
        costs.OrderBy(c => s_queries.IndexOf(c.Query)).ThenBy(c => Words.Place(c.Caller));
}
