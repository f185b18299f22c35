using UsageRls.Benchmarks.Setup;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// Lists the cost cells (combinations of database, query and caller) to measure. Not all combinations are measured: in each cell at most
/// one factor (table sizes, policy form or index form) differs from the default.
/// </summary>
internal static class CostCells
{
    private const int Largest = 10_000_000;

    // This form of the policies calls a function for each row that a query reads. Queries that name no organisation then take seconds, a
    // third of the quick mode's time, so the quick mode leaves them out.
    private const string AsksAboutEachRow = "definer_per_row";

    // The quick mode measures a selection. For the forms and for more tenants it measures these queries and callers; for other table sizes,
    // all reads by callers to whom the policies apply. At the default it measures everything.
    private static readonly string[] s_telling = ["latest_page", "month_sum", "latest_page_unfiltered", "count_unfiltered"];
    private static readonly QueryCallerKind[] s_tellingCallers = [QueryCallerKind.One, QueryCallerKind.Three, QueryCallerKind.TwoHundred];

    /// <summary>The default size: 100,000 events, 200 organisations and 5,000 memberships.</summary>
    public static PlanWorld Default { get; } = new(100_000);

    /// <summary>Every query by every caller at the default size, except inserts by the stranger.</summary>
    public static IEnumerable<CostCell> Everything => Ordered(Create(Default, Form.Migrated, Form.Migrated, all: true));

    /// <summary>The queries and callers of <see cref="Everything"/> on tables of other sizes; in quick mode a part of them.</summary>
    public static IEnumerable<CostCell> Sizes =>
        Ordered(
            from events in (int[])[10_000, 1_000_000, .. RunOptions.IsLarge ? [Largest] : (int[])[]]
            from cell in Create(Default with { Events = events }, Form.Migrated, Form.Migrated, all: true)
            where !RunOptions.IsQuick || (!cell.Query.IsWrite && cell.Caller != QueryCallerKind.Service)
            select cell
        );

    /// <summary>The queries with more organisations, and with more memberships: neither may slow the policies' membership lookup.</summary>
    public static IEnumerable<CostCell> Tenants =>
        Ordered(
            ((PlanWorld[])[Default with { Organizations = 5_000 }, Default with { Memberships = 400_000 }]).SelectMany(world =>
                Create(world, Form.Migrated, Form.Migrated)
            )
        );

    /// <summary>The queries with each alternative form of the policies.</summary>
    public static IEnumerable<CostCell> Policies =>
        Ordered(
            from form in Form.Policies
            from cell in Create(Default, form, Form.Migrated)
            where !RunOptions.IsQuick || form.Name != AsksAboutEachRow || cell.Query.IsFiltered
            select cell
        );

    /// <summary>The queries with each alternative set of indexes.</summary>
    public static IEnumerable<CostCell> Indexes => Ordered(Form.Indexes.SelectMany(form => Create(Default, Form.Migrated, form)));

    private static IEnumerable<CostCell> Create(PlanWorld world, Form policy, Form index, bool all = false) =>
        from query in PlanQuery.All
        where all || !RunOptions.IsQuick || s_telling.Contains(query.Id)
        from caller in Enum.GetValues<QueryCallerKind>()
        where all || !RunOptions.IsQuick || s_tellingCallers.Contains(caller)
        where !query.IsWrite || caller != QueryCallerKind.Stranger
        select new CostCell(world, policy, index, query, caller);

    private static IEnumerable<CostCell> Ordered(IEnumerable<CostCell> cells) => cells.Select((cell, i) => cell with { Order = i });
}
