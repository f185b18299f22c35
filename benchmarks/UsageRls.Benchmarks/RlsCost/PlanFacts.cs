using System.Collections.Concurrent;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>The rows and buffers that a query touched: read once for each cell, before its time is measured.</summary>
/// <param name="Rows">Rows it gave, or inserted.</param>
/// <param name="RowsTouched">Rows of the table it read.</param>
/// <param name="Buffers">Pages of 8 KiB it asked for.</param>
/// <param name="Indexes">The indexes of the table it read.</param>
/// <param name="SequentialScans">The tables it read from end to end.</param>
/// <param name="Sorts">The sort key.</param>
/// <param name="Plan">The plan, and what to paste into psql to see it.</param>
internal sealed record PlanFacts(
    long Rows,
    long RowsTouched,
    long Buffers,
    IReadOnlyList<string> Indexes,
    IReadOnlyList<string> SequentialScans,
    IReadOnlyList<string> Sorts,
    string Plan
)
{
    private static readonly ConcurrentDictionary<(string Cell, bool IsOwner), PlanFacts> s_recorded = new();

    /// <summary>Keeps a plan for the report.</summary>
    public static void Record(CostCell cell, bool isOwner, QueryPlan plan) =>
        s_recorded[(cell.Key, isOwner)] = new(
            plan.Rows,
            plan.RowsTouched,
            plan.Buffers,
            plan.Indexes,
            plan.SequentialScans,
            plan.Sorts,
            plan.ToString()
        );

    /// <summary>What was kept, or null if the benchmark did not get that far.</summary>
    public static PlanFacts? Of(CostCell cell, bool isOwner) => s_recorded.GetValueOrDefault((cell.Key, isOwner));
}
