using System.Text.Json.Nodes;
using NUnit.Framework;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Tests.UsageEvents.Plans;

/// <summary>Tests the numbers and names that the suite reads from the output of EXPLAIN, and the text that it prints for a plan.</summary>
[WithoutDatabase]
public sealed class PlanReading
{
    private static readonly PlanNode s_plan = PlanNode.Read(
        JsonNode
            .Parse(
                """
                {"Node Type": "Limit", "Actual Rows": 2, "Actual Loops": 1, "Shared Hit Blocks": 40, "Shared Read Blocks": 2,
                 "Plans": [
                  {"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 1 (returns $0)",
                   "Actual Rows": 1, "Actual Loops": 1, "One-Time Filter": "true"},
                  {"Node Type": "Sort", "Parent Relationship": "Outer", "Actual Rows": 3, "Actual Loops": 1,
                   "Sort Key": ["created_at DESC", "id"], "Plans": [
                    {"Node Type": "Nested Loop", "Parent Relationship": "Outer", "Actual Rows": 9, "Actual Loops": 1,
                     "Rows Removed by Join Filter": 4, "Join Filter": "(a = b)", "Plans": [
                      {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "org_members", "Actual Rows": 2,
                       "Actual Loops": 1, "Rows Removed by Filter": 5, "Shared Hit Blocks": 7, "Filter": "(user_id = $0)"},
                      {"Node Type": "Bitmap Heap Scan", "Parent Relationship": "Inner", "Relation Name": "usage_events",
                       "Actual Rows": 4.5, "Actual Loops": 2, "Rows Removed by Index Recheck": 1, "Rows Removed by Filter": 0.5,
                       "Shared Hit Blocks": 20, "Shared Read Blocks": 1, "Recheck Cond": "(org_id = 1)", "Plans": [
                        {"Node Type": "Bitmap Index Scan", "Parent Relationship": "Outer", "Index Name": "usage_events_org_idx",
                         "Actual Rows": 6, "Actual Loops": 2, "Index Cond": "(org_id = 1)"}]},
                      {"Node Type": "Index Scan", "Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 2",
                       "Relation Name": "usage_events", "Index Name": "usage_events_pkey", "Actual Rows": 1, "Actual Loops": 3,
                       "Shared Hit Blocks": 3}]}]}]}
                """
            )!
            .AsObject()
    );

    private static readonly QueryPlan s_read = new(null!, s_plan);

    [Test]
    public void Each_step_has_the_numbers_of_all_its_loops()
    {
        var heap = s_plan.All.Single(n => n.Type == "Bitmap Heap Scan");
        Assert.That(
            (heap.Parent, heap.Name, heap.Relation, heap.Index, heap.Rows, heap.Removed, heap.Buffers),
            Is.EqualTo(("Inner", "", "usage_events", "", 9L, 3L, 21L))
        );
        Assert.That(heap.Conditions, Is.EqualTo(["Recheck Cond: (org_id = 1)"]));
        Assert.That(s_plan.All.Single(n => n.Type == "Nested Loop").Removed, Is.EqualTo(4));
        Assert.That(
            s_plan.All.Select(n => n.Type),
            Is.EqualTo(["Limit", "Result", "Sort", "Nested Loop", "Seq Scan", "Bitmap Heap Scan", "Bitmap Index Scan", "Index Scan"])
        );
        Assert.That(s_plan.All.Where(n => n.IsSequentialScan).Select(n => n.Relation), Is.EqualTo(["org_members"]));
        Assert.That(s_plan.All.Where(n => n.IsSort).Select(n => n.SortKey), Is.EqualTo(["created_at DESC, id"]));
        Assert.That(s_plan.SortKey, Is.Empty);
        Assert.That(PlanNode.Read(new JsonObject { ["Node Type"] = "Incremental Sort" }).IsSort, Is.True);
    }

    [Test]
    public void A_plan_has_the_sum_of_the_numbers_of_its_steps()
    {
        Assert.That(s_read.Indexes, Is.EqualTo(["usage_events_org_idx", "usage_events_pkey"]));
        Assert.That(s_read.SequentialScans, Is.EqualTo(["org_members"]));
        Assert.That(s_read.Sorts, Is.EqualTo(["created_at DESC, id"]));
        Assert.That(s_read.InitPlans, Is.EqualTo(["InitPlan 1 (returns $0)"]));
        Assert.That((s_read.Rows, s_read.RowsTouched, s_read.Buffers), Is.EqualTo((2L, 15L, 42L)));
        Assert.That((s_read.BuffersOf("org_members"), s_read.BuffersOf("usage_events")), Is.EqualTo((7L, 24L)));
    }

    [Test]
    public void An_insert_gives_the_rows_that_go_into_the_table()
    {
        var insert = PlanNode.Read(
            JsonNode
                .Parse(
                    """
                    {"Node Type": "ModifyTable", "Relation Name": "usage_events", "Actual Rows": 0, "Actual Loops": 1, "Plans": [
                      {"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 1", "Actual Rows": 1,
                       "Actual Loops": 1},
                      {"Node Type": "Values Scan", "Parent Relationship": "Outer", "Actual Rows": 5, "Actual Loops": 1},
                      {"Node Type": "Values Scan", "Parent Relationship": "Outer", "Actual Rows": 2, "Actual Loops": 1}]}
                    """
                )!
                .AsObject()
        );
        Assert.That((new QueryPlan(null!, insert).Rows, new QueryPlan(null!, insert).RowsTouched), Is.EqualTo((7L, 0L)));
    }

    [Test]
    public void A_plan_is_printed_as_psql_prints_it() =>
        Assert.That(
            s_plan.Print(),
            Does.StartWith(
                    """
                    Limit (2 rows, 0 removed, 42 buffers)
                      InitPlan 1 (returns $0): Result (1 rows, 0 removed, 0 buffers)
                          One-Time Filter: true
                      Sort (3 rows, 0 removed, 0 buffers)
                          Sort Key: created_at DESC, id
                    """
                )
                .And.EndsWith("Index Scan using usage_events_pkey on usage_events (3 rows, 0 removed, 3 buffers)")
        );
}
