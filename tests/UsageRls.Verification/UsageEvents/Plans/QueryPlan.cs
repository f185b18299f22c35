using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>
/// The executed plan of a query, with numbers of rows and buffers, which do not depend on the machine's speed, and without times.
/// </summary>
/// <param name="Query">The query and its sender.</param>
/// <param name="Root">The root node of the plan.</param>
public sealed record QueryPlan(PlannedQuery Query, PlanNode Root)
{
    /// <summary>The indexes of usage_events that the query read.</summary>
    public IReadOnlyList<string> Indexes => [.. OnEvents.Select(n => n.Index).Where(i => i != "").Distinct()];

    /// <summary>The tables that the query read by a sequential scan.</summary>
    public IReadOnlyList<string> SequentialScans => [.. Root.All.Where(n => n.IsSequentialScan).Select(n => n.Relation).Distinct()];

    /// <summary>The sort keys of the plan.</summary>
    public IReadOnlyList<string> Sorts => [.. Root.All.Where(n => n.IsSort).Select(n => n.SortKey)];

    /// <summary>The indexes, sequential scans and sort keys of the plan as text.</summary>
    public IEnumerable<string> Ways =>
        [.. Indexes.Select(i => $"index {i}"), .. SequentialScans.Select(t => $"all of {t}"), .. Sorts.Select(key => $"sorted by {key}")];

    /// <summary>The names of the plan's InitPlans, which run once, for example a policy's subquery on memberships.</summary>
    public IReadOnlyList<string> InitPlans => [.. Root.All.Where(n => n.Parent == "InitPlan").Select(n => n.Name)];

    /// <summary>Whether the query writes.</summary>
    public bool Writes => Root.Type == "ModifyTable";

    /// <summary>The number of rows that the query returned or inserted.</summary>
    public long Rows => Writes ? Root.Steps.Where(s => s.Parent == "Outer").Sum(s => s.Rows) : Root.Rows;

    /// <summary>The number of rows of usage_events that the query read, including those filtered out.</summary>
    public long RowsTouched => OnEvents.Sum(n => n.Rows + n.Removed);

    /// <summary>The number of buffers (8 KiB pages of tables and indexes) that the query accessed, without those of the planner.</summary>
    public long Buffers => Root.Buffers;

    /// <summary>Returns the number of buffers that the query accessed to read a table.</summary>
    public long BuffersOf(string table) => Root.All.Where(n => n.Relation == table).Sum(n => n.Buffers);

    /// <summary>Returns the plan as text, with the SQL that shows it in psql.</summary>
    public override string ToString() => $"{Query.Sender.Name} · {Query.Query.Name}\n{Root.Print()}\n\n{Query.ToSql()}";

    // A bitmap index scan names only its index; the bitmap heap scan above it reads the rows.
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
