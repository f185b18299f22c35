using UsageRls.Verification.Evidence.Sections.Plans;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample records of query plans.</summary>
internal static class SamplePlans
{
    /// <summary>The plans of a query that uses an index, of the same query with a sequential scan, and of a write.</summary>
    public static IReadOnlyList<PlanRecord> All { get; } =
    [
        new PlanRecord("the latest 50", "legacy", "member", [$"index {SampleRun.Table}_tokens_idx"], 50, 50, 50, false, new(54, 52), []),
        new PlanRecord(
            "the latest 50",
            "legacy",
            "service role",
            [$"all of {SampleRun.Table}", "sorted by tokens"],
            50,
            1_000,
            1_000,
            false,
            new(40, 40),
            [$"info, not enforced: reads all of {SampleRun.Table}"]
        ),
        new PlanRecord("one more", "legacy", "member", [], 1, 0, 0, true, null, []),
    ];
}
