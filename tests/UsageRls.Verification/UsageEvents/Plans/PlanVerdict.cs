using System.Globalization;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>A rule that plans must follow.</summary>
public enum PlanRule
{
    /// <summary>The query uses an index with the required leading columns.</summary>
    Index,

    /// <summary>No table is read by a sequential scan.</summary>
    WholeTable,

    /// <summary>The plan does not sort if an index has the order of the query.</summary>
    Sort,

    /// <summary>
    /// The query returns as many rows as the owner's query without row level security, and accesses about as many rows and buffers.
    /// </summary>
    Effort,
}

/// <summary>One violation of a rule by a plan.</summary>
/// <param name="Rule">The violated rule.</param>
/// <param name="Text">The fault, in a sentence.</param>
public sealed record PlanFault(PlanRule Rule, string Text);

/// <summary>The verdict on a plan.</summary>
/// <param name="Plan">The plan of the caller's query.</param>
/// <param name="Baseline">The plan of the owner's query.</param>
/// <param name="Faults">The rules that the plan violates, each with a text.</param>
/// <param name="IsBinding">Whether a fault fails the run; if not, it is only shown.</param>
public sealed record PlanVerdict(QueryPlan Plan, QueryPlan Baseline, IReadOnlyList<PlanFault> Faults, bool IsBinding)
{
    /// <summary>A caller's query may read this many times the rows and buffers of the owner's query, plus a constant allowance.</summary>
    public const int Multiple = 2;

    /// <summary>The allowance of rows: a caller's query may read this many more rows (one page of results).</summary>
    public const int MoreRows = 50;

    /// <summary>
    /// The allowance of buffers (8 KiB pages): a caller's query may access this many more buffers, to look up a few memberships.
    /// </summary>
    public const int MoreBuffers = 16;

    private const string Members = "org_members";

    /// <summary>Compares a caller's plan with the owner's plan and with the rules.</summary>
    /// <param name="plan">The plan of the caller's query.</param>
    /// <param name="baseline">The plan of the owner's query.</param>
    /// <param name="indexes">The columns of each index of usage_events.</param>
    /// <param name="contract">The required catalog entries; if the contract is exact, every plan fault fails the run.</param>
    public static PlanVerdict From(
        QueryPlan plan,
        QueryPlan baseline,
        IReadOnlyDictionary<string, string[]> indexes,
        CatalogContract contract
    )
    {
        var (query, asker) = (plan.Query.Query, plan.Query.Asker);
        var faults = new List<PlanFault>();
        void Add(PlanRule rule, string text) => faults.Add(new(rule, text));

        // Without a filter, a query of the service role may have to read every row: it need not use an index.
        var isHeld = query.IsFiltered || asker.Kind != QueryCallerKind.Service;
        if (isHeld && query.Index.Count > 0 && !plan.Indexes.Any(i => indexes[i].Take(query.Index.Count).SequenceEqual(query.Index)))
        {
            Add(
                PlanRule.Index,
                $"does not use an index on ({string.Join(", ", query.Index)}): "
                    + $"it uses {(plan.Indexes.Count == 0 ? "none" : string.Join(", ", plan.Indexes))}"
            );
        }

        foreach (var table in plan.SequentialScans.Where(t => isHeld && (contract.IsExact || t == EventStatement.Table)))
            Add(PlanRule.WholeTable, $"reads all of {table}");
        // Without an exact contract, a plan that reads few rows may sort them: this costs no more than reading them in order.
        var isSmall = !contract.IsExact && plan.RowsTouched <= Multiple * plan.Rows + MoreRows;
        if (!query.MaySort && plan.Sorts.Count > 0 && !isSmall)
        {
            Add(
                PlanRule.Sort,
                $"sorts by {string.Join(" and by ", plan.Sorts)}, where the index on ({string.Join(", ", query.Index)}) has the order"
            );
        }

        if (plan.Rows != baseline.Rows)
            Add(PlanRule.Effort, Compared("returns", plan.Rows, "rows", baseline.Rows));
        if (plan.RowsTouched > Multiple * baseline.RowsTouched + MoreRows)
            Add(PlanRule.Effort, Compared("reads", plan.RowsTouched, "rows", baseline.RowsTouched));
        var buffers = plan.Buffers - (contract.IsExact ? 0 : plan.BuffersOf(Members));
        if (buffers > Multiple * baseline.Buffers + MoreBuffers)
            Add(PlanRule.Effort, Compared("touches", buffers, "buffers", baseline.Buffers));
        return new PlanVerdict(plan, baseline, faults, contract.IsExact || (query.IsFiltered && asker.Kind != QueryCallerKind.Stranger));
    }

    /// <summary>The faults of the plan as texts, each with the information whether it fails the run.</summary>
    public IEnumerable<string> Told => Faults.Select(f => $"{(IsBinding ? "FAILS" : "info, not enforced")}: {f.Text}");

    /// <summary>Returns the plan's violations of a rule, with both plans and the SQL for the caller's plan; empty if none.</summary>
    public string Explain(PlanRule rule) =>
        Faults.Any(f => f.Rule == rule)
            ? $"{Plan.Query.Sender.Name} · {Plan.Query.Query.Name}: "
                + $"{string.Join("; ", Faults.Where(f => f.Rule == rule).Select(f => f.Text))}\n{Plan}\n\nthe owner, "
                + $"without row level security:\n{Baseline.Root.Print()}\n"
            : "";

    private static string Compared(string verb, long number, string what, long baseline) =>
        string.Create(CultureInfo.InvariantCulture, $"{verb} {number:N0} {what}, the owner's query {baseline:N0}");
}
