using UsageRls.Benchmarks.Setup;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>Which cells there are: one factor at a time from a default, and not everything times everything.</summary>
internal static class CostCells
{
    private const int Largest = 10_000_000;

    // A function call for each row of the table takes seconds, and a third of the quick mode.
    private const string AsksAboutEachRow = "definer_per_row";

    // The quick mode measures a selection: these queries and callers for the forms and for more
    // tenants; for the table's size, reads by callers that policies apply to.
    private static readonly string[] s_telling = ["latest_page", "month_sum", "latest_page_unfiltered", "count_unfiltered"];
    private static readonly QueryCallerKind[] s_tellingCallers = [QueryCallerKind.One, QueryCallerKind.Three, QueryCallerKind.TwoHundred];

    /// <summary>A hundred thousand events of 200 organisations, with 5,000 memberships, as the migrations make the table.</summary>
    public static PlanWorld Default { get; } = new(100_000);

    /// <summary>Every query by every caller who is answered.</summary>
    public static IEnumerable<CostCell> Everything => Ordered(Of(Default, Form.Migrated, Form.Migrated, all: true));

    /// <summary>The same queries on other sizes of the table.</summary>
    public static IEnumerable<CostCell> Sizes =>
        Ordered(
            from events in (int[])[10_000, 1_000_000, .. RunOptions.IsLarge ? [Largest] : (int[])[]]
            from cell in Of(Default with { Events = events }, Form.Migrated, Form.Migrated, all: true)
            where !RunOptions.IsQuick || (!cell.Query.IsWrite && cell.Caller != QueryCallerKind.Service)
            select cell
        );

    /// <summary>More organisations and more memberships, which must not slow the policies' lookup.</summary>
    public static IEnumerable<CostCell> Tenants =>
        Ordered(
            ((PlanWorld[])[Default with { Organizations = 5_000 }, Default with { Memberships = 400_000 }]).SelectMany(world =>
                Of(world, Form.Migrated, Form.Migrated)
            )
        );

    /// <summary>Each other way to write the policies.</summary>
    public static IEnumerable<CostCell> Policies =>
        Ordered(
            from form in Form.Policies
            from cell in Of(Default, form, Form.Migrated)
            where !RunOptions.IsQuick || form.Name != AsksAboutEachRow || cell.Query.IsFiltered
            select cell
        );

    /// <summary>Each other set of indexes.</summary>
    public static IEnumerable<CostCell> Indexes => Ordered(Form.Indexes.SelectMany(form => Of(Default, Form.Migrated, form)));

    private static IEnumerable<CostCell> Of(PlanWorld world, Form policy, Form index, bool all = false) =>
        from query in PlanQuery.All
        where all || !RunOptions.IsQuick || s_telling.Contains(query.Id)
        from caller in Enum.GetValues<QueryCallerKind>()
        where all || !RunOptions.IsQuick || s_tellingCallers.Contains(caller)
        where !query.IsWrite || caller != QueryCallerKind.Stranger
        select new CostCell(world, policy, index, query, caller);

    private static IEnumerable<CostCell> Ordered(IEnumerable<CostCell> cells) => cells.Select((cell, i) => cell with { Order = i });
}
