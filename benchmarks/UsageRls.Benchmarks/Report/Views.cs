using UsageRls.Benchmarks.RlsCost;

namespace UsageRls.Benchmarks.Report;

/// <summary>The data of the report for the templates: the measured servers and the legends.</summary>
internal sealed record ReportView(
    IReadOnlyList<ServerView> Servers,
    IReadOnlyList<Entry> Policies,
    IReadOnlyList<Entry> Indexes,
    IReadOnlyList<Entry> Callers,
    string Style
)
{
    /// <summary>Builds the view from the measurements.</summary>
    public static ReportView From(IReadOnlyList<ServerResults> results, string style) =>
        new(
            [.. results.Select(r => ServerView.From(r))],
            [.. Form.Policies.Select(f => new Entry(f.Name, "", f.About))],
            [.. Form.Indexes.Select(f => new Entry(f.Name, "", f.About))],
            [.. ((string[])["One", "Three", "TwoHundred", "Stranger", "Service"]).Select(c => new Entry(Words.Caller(c), Words.Colour(c)))],
            style
        );
}

/// <summary>The part of the report about one server, as the templates show it.</summary>
internal sealed record ServerView(
    string Id,
    string Server,
    string Machine,
    string Mode,
    string At,
    string Within,
    IReadOnlyList<MissView> Misses,
    bool HasBaseline,
    int Compared,
    IReadOnlyList<Regression> Regressions,
    Table? Default,
    Table? Growth,
    Table? Sizes,
    IReadOnlyList<Drawn> SizeCharts,
    Table? Tenants,
    Table? Policies,
    IReadOnlyList<Drawn> PolicyCharts,
    Table? Indexes,
    IReadOnlyList<Drawn> IndexCharts,
    IReadOnlyList<SpeedGroup> Speed
)
{
    /// <summary>Builds the view from the measurements.</summary>
    public static ServerView From(ServerResults results)
    {
        string migrated = Form.Migrated.Name;
        CostRecord[] asMigrated = [.. results.Costs.Where(c => c.Policy == migrated && c.Index == migrated)];
        CostRecord[] standard = [.. asMigrated.Where(IsDefault)];
        CostRecord[] sizes =
        [
            .. asMigrated.Where(c => c.Organizations == CostCells.Default.Organizations && c.Memberships == CostCells.Default.Memberships),
        ];
        var (policies, indexes) = (Select(results, nameof(ByPolicyForm), standard), Select(results, nameof(ByIndexForm), standard));
        CostRecord[] tenants = [.. Select(results, nameof(ByTenants), standard)];
        string[] policyNames = [migrated, .. Form.Policies.Select(f => f.Name)],
            indexNames = [migrated, .. Form.Indexes.Select(f => f.Name)];
        CostRecord[] misses = [.. asMigrated.Where(c => !c.MeetsAim)];
        return new(
            $"postgresql-{results.Major}",
            $"PostgreSQL {results.Server}",
            results.Machine,
            results.Mode,
            results.At.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture),
            $"{asMigrated.Length - misses.Length} of {asMigrated.Length}",
            [.. misses.OrderByDescending(c => c.Ratio).Select(MissView.From)],
            results.Compared > 0,
            results.Compared,
            results.Worse,
            Costs(standard),
            sizes.Select(c => c.Events).Distinct().Count() > 1 ? Tables.Growth(sizes) : null,
            By(sizes, c => c.Events, sizes.Select(c => c.Events).Distinct().Order().Select(e => (e, new Entry(Words.Size(e))))),
            Charts.BySize(sizes),
            By(
                tenants,
                c => (c.Organizations, c.Memberships),
                tenants
                    .Select(c => (c.Organizations, c.Memberships))
                    .Distinct()
                    .Order()
                    .Select(w => (w, new Entry($"{Words.Size(w.Organizations)} organisations, {Words.Size(w.Memberships)} memberships")))
            ),
            By(policies, c => c.Policy, policyNames.Select(n => (n, new Entry(n)))),
            Charts.ByForm(policies, c => c.Policy, policyNames),
            By(indexes, c => c.Index, indexNames.Select(n => (n, new Entry(n)))),
            Charts.ByForm(indexes, c => c.Index, indexNames),
            [.. results.Speed.GroupBy(s => s.Group).Select(SpeedGroup.From)]
        );
    }

    private static bool IsDefault(CostRecord cost) =>
        (cost.Events, cost.Organizations, cost.Memberships)
        == (CostCells.Default.Events, CostCells.Default.Organizations, CostCells.Default.Memberships);

    // Returns the costs measured with other values of a factor, together with the costs of the same queries and callers at the default.
    private static CostRecord[] Select(ServerResults results, string factor, CostRecord[] standard)
    {
        CostRecord[] cells = [.. results.Costs.Where(c => c.Factor == factor)];
        var asked = cells.Select(c => (c.Query, c.Caller)).ToHashSet();
        return [.. standard.Where(c => asked.Contains((c.Query, c.Caller))), .. cells];
    }

    private static Table? Costs(CostRecord[] costs) => costs.Length > 0 ? Tables.Costs(costs) : null;

    private static Table? By<T>(CostRecord[] costs, Func<CostRecord, T> column, IEnumerable<(T, Entry)> columns) =>
        costs.Length > 0 ? Tables.ByFactor(costs, column, columns) : null;
}

/// <summary>A query that costs more than the aim allows, with its plan.</summary>
internal sealed record MissView(string Cell, string Owner, string Rls, string Ratio, string Plan)
{
    /// <summary>Builds the view from the measurements.</summary>
    public static MissView From(CostRecord cost) =>
        new(
            $"{cost.QueryName}, {Words.Caller(cost.Caller)}, {Words.Count(cost.Events)} events, "
                + $"{Words.Count(cost.Organizations)} organisations, {Words.Count(cost.Memberships)} memberships",
            Words.Time(cost.Owner.Fastest),
            Words.Time(cost.Rls.Fastest),
            Words.Ratio(cost.Ratio),
            cost.Rls.Plan
        );
}

/// <summary>A group of the suite's own operations, shown in one table.</summary>
internal sealed record SpeedGroup(string Name, IReadOnlyList<SpeedView> Rows)
{
    /// <summary>Builds the view from the measurements.</summary>
    public static SpeedGroup From(IGrouping<string, SpeedRecord> group) =>
        new(
            System
                .Text.RegularExpressions.Regex.Replace(
                    group.Key,
                    "(?<=[a-z])(?=[A-Z])",
                    " ",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(5)
                )
                .ToLowerInvariant(),
            [.. group.Select(SpeedView.From)]
        );
}

/// <summary>The speed of one of the suite's own operations, as the templates show it.</summary>
internal sealed record SpeedView(string Name, string Time, string PerSecond, string Ratio)
{
    /// <summary>Builds the view from the measurements.</summary>
    public static SpeedView From(SpeedRecord speed) =>
        speed.Times is { } times
            ? new(
                speed.Name,
                Words.Time(times.Median),
                Words.Count(1_000 / times.Median),
                speed.Ratio is { } ratio ? Words.Ratio(ratio) : ""
            )
            : new(speed.Name, $"not run: {speed.NotRun}", "", "");
}
