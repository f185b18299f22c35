namespace UsageRls.Benchmarks.Report;

/// <summary>Builds the report's charts; each chart shows one query.</summary>
internal static class Charts
{
    /// <summary>
    /// Charts of time against table size: one colour per caller, a solid line under row level security and a dashed line for the table
    /// owner.
    /// </summary>
    public static IReadOnlyList<Drawn> BySize(IReadOnlyCollection<CostRecord> costs)
    {
        if (costs.Count == 0)
            return [];
        var times = Chart.Powers([.. costs.SelectMany(c => (double[])[c.Owner.Fastest, c.Rls.Fastest])], Words.TimeTick);
        Tick[] sizes = [.. costs.Select(c => c.Events).Distinct().Order().Select(events => new Tick(events, Words.Size(events)))];
        return
        [
            .. costs
                .GroupBy(c => c.QueryName)
                .Where(query => query.Select(c => c.Events).Distinct().Count() > 1)
                .Select(query => new Drawn(
                    query.Key,
                    new Chart(
                        $"{query.Key}: time against table size",
                        sizes,
                        times,
                        [
                            .. query
                                .GroupBy(c => c.Caller)
                                .OrderBy(c => Words.Place(c.Key))
                                .SelectMany(caller =>
                                    (ChartSeries[])
                                        [Line(caller, c => c.Owner, "table owner", " owner"), Line(caller, c => c.Rls, "under RLS", "")]
                                ),
                        ]
                    )
                )),
        ];
    }

    /// <summary>
    /// Charts that compare the forms of the policies or of the indexes: one row per form, a dot for the time of each caller, a ring
    /// for the time of the table owner.
    /// </summary>
    public static IReadOnlyList<Drawn> ByForm(
        IReadOnlyCollection<CostRecord> costs,
        Func<CostRecord, string> form,
        IReadOnlyList<string> forms
    )
    {
        if (costs.Count == 0)
            return [];
        var times = Chart.Powers([.. costs.SelectMany(c => (double[])[c.Owner.Fastest, c.Rls.Fastest])], Words.TimeTick);
        Tick[] names = [.. forms.Select((name, i) => new Tick(i, name))];
        ChartPoint Point(CostRecord cost, Side side, string who) =>
            new(
                side.Fastest,
                Array.FindIndex(names, n => n.Label == form(cost)),
                $"{form(cost)}, {Words.Caller(cost.Caller)}, {who}: {Words.Time(side.Fastest)}, {Words.Count(side.Buffers)} pages"
            );
        return
        [
            .. costs
                .GroupBy(c => c.QueryName)
                .Select(query => new Drawn(
                    query.Key,
                    new Chart(
                        $"{query.Key}: time by form",
                        times,
                        names,
                        [
                            .. query
                                .GroupBy(c => c.Caller)
                                .OrderBy(c => Words.Place(c.Key))
                                .SelectMany(caller =>
                                    (ChartSeries[])
                                        [
                                            new(
                                                $"{Words.Colour(caller.Key)} owner",
                                                [.. caller.Select(c => Point(c, c.Owner, "table owner"))],
                                                IsLine: false
                                            ),
                                            new(
                                                Words.Colour(caller.Key),
                                                [.. caller.Select(c => Point(c, c.Rls, "under RLS"))],
                                                IsLine: false
                                            ),
                                        ]
                                ),
                        ]
                    )
                    {
                        HasNames = true,
                        Left = 150,
                        Width = 420,
                        Height = 60 + (20 * forms.Count),
                    }
                )),
        ];
    }

    private static ChartSeries Line(IGrouping<string, CostRecord> caller, Func<CostRecord, Side> side, string who, string style) =>
        new(
            Words.Colour(caller.Key) + style,
            [
                .. caller
                    .OrderBy(c => c.Events)
                    .Select(c => new ChartPoint(
                        c.Events,
                        side(c).Fastest,
                        $"{Words.Caller(c.Caller)}, {who}, {Words.Count(c.Events)} events: "
                            + $"{Words.Time(side(c).Fastest)}, {Words.Count(side(c).Buffers)} pages"
                    )),
            ]
        );
}

/// <summary>A chart and its caption.</summary>
internal sealed record Drawn(string Title, Chart Chart);
