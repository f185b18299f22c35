using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>The rows and buffers that a query touched: exact numbers, the same on any machine, and no times.</summary>
/// <param name="Query">The query, and who sent it.</param>
/// <param name="Root">The plan's first step.</param>
public sealed record QueryPlan(PlannedQuery Query, PlanNode Root)
{
    /// <summary>The indexes of usage_events that it read.</summary>
    public IReadOnlyList<string> Indexes => [.. OnEvents.Select(n => n.Index).Where(i => i != "").Distinct()];

    /// <summary>The tables that it read from end to end.</summary>
    public IReadOnlyList<string> SequentialScans => [.. Root.All.Where(n => n.IsSequentialScan).Select(n => n.Relation).Distinct()];

    /// <summary>What it sorted by.</summary>
    public IReadOnlyList<string> Sorts => [.. Root.All.Where(n => n.IsSort).Select(n => n.SortKey)];

    /// <summary>The indexes and tables that it read, and the columns that it sorted by, in words.</summary>
    public IEnumerable<string> Ways =>
        [.. Indexes.Select(i => $"index {i}"), .. SequentialScans.Select(t => $"all of {t}"), .. Sorts.Select(key => $"sorted by {key}")];

    /// <summary>What it asked for once before it began, as a policy's memberships.</summary>
    public IReadOnlyList<string> InitPlans => [.. Root.All.Where(n => n.Parent == "InitPlan").Select(n => n.Name)];

    /// <summary>Whether it writes.</summary>
    public bool Writes => Root.Type == "ModifyTable";

    /// <summary>Rows that it returned; that it inserted, where it inserts.</summary>
    public long Rows => Writes ? Root.Steps.Where(s => s.Parent == "Outer").Sum(s => s.Rows) : Root.Rows;

    /// <summary>Rows of usage_events that it read, whether it gave them or not.</summary>
    public long RowsTouched => OnEvents.Sum(n => n.Rows + n.Removed);

    /// <summary>Pages of 8 KiB that it asked for, of tables and indexes; the planner's own are not among them.</summary>
    public long Buffers => Root.Buffers;

    /// <summary>Pages that it asked for to read a table.</summary>
    public long BuffersOf(string table) => Root.All.Where(n => n.Relation == table).Sum(n => n.Buffers);

    /// <summary>The plan as a person reads it, and what to paste into psql to see it.</summary>
    public override string ToString() => $"{Query.Sender.Name} · {Query.Query.Name}\n{Root.Print()}\n\n{Query.ToSql()}";

    // A bitmap index scan names its index only; its rows are read by the heap scan above it.
    private IEnumerable<PlanNode> OnEvents => Readers(Root);

    private static IEnumerable<PlanNode> Readers(PlanNode node)
    {
        if (node.Type != "ModifyTable" && node.Relation == EventStatement.Table)
        {
            yield return node;
            foreach (var bitmap in node.Steps.SelectMany(s => s.All).Where(n => n.Type == "Bitmap Index Scan"))
            {
                yield return bitmap with
                {
                    Rows = 0,
                    Removed = 0,
                };
            }
        }
        foreach (var below in node.Steps.SelectMany(Readers))
            yield return below;
    }
}
