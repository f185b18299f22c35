using System.Collections.Concurrent;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// The rows and pages that a query reads and the indexes that it uses, taken from the query's plan once, before the time is measured.
/// </summary>
/// <param name="Rows">Rows that the query returned or inserted.</param>
/// <param name="RowsTouched">Rows that the query read in the table of events, including those that it filtered out.</param>
/// <param name="Buffers">Pages of 8 KiB that the query read, from shared buffers or disk.</param>
/// <param name="Indexes">The indexes of the table of events that the query used.</param>
/// <param name="SequentialScans">The tables that the query read by a sequential scan.</param>
/// <param name="Sorts">The sort keys of the plan's sorts; empty if nothing is sorted.</param>
/// <param name="Plan">The query plan, and the SQL to paste into psql to see it.</param>
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

    /// <summary>Stores the facts of a plan for the report.</summary>
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

    /// <summary>The stored facts of a query's plan; null if the plan has not been read.</summary>
    public static PlanFacts? Find(CostCell cell, bool isOwner) => s_recorded.GetValueOrDefault((cell.Key, isOwner));
}
