using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Evidence.Sections.Plans;

/// <summary>What a query touched.</summary>
/// <param name="Query">A description of the query.</param>
/// <param name="Baseline">The grants it ran under.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Ways">By which index or table it went, and what it sorted.</param>
/// <param name="Rows">How many rows it gave or wrote.</param>
/// <param name="Read">How many rows of the table it read for that.</param>
/// <param name="OwnersRead">How many the same query of the table's owner reads, without row level security.</param>
/// <param name="Writes">Whether it writes.</param>
/// <param name="Pages">
/// The pages it asked for; null if it writes, because ids are random, and so is their place in an index: then they are in
/// <c>pages</c> of <see cref="EvidenceRecord.Varying"/>.
/// </param>
/// <param name="Faults">What is wrong with that, in words; and whether it fails the migrations.</param>
public sealed record PlanRecord(
    string Query,
    string Baseline,
    string Caller,
    IReadOnlyList<string> Ways,
    long Rows,
    long Read,
    long OwnersRead,
    bool Writes,
    PagesRecord? Pages,
    IReadOnlyList<string> Faults
)
{
    /// <summary>A plan that was judged, with its pages.</summary>
    public static PlanRecord Of(GrantBaseline baseline, PlanVerdict verdict) =>
        new(
            verdict.Plan.Query.Query.Name,
            baseline.ToString().ToLowerInvariant(),
            verdict.Plan.Query.Asker.Caller.Name,
            [.. verdict.Plan.Ways],
            verdict.Plan.Rows,
            verdict.Plan.RowsTouched,
            verdict.Baseline.RowsTouched,
            verdict.Plan.Writes,
            new PagesRecord(verdict.Plan.Buffers, verdict.Baseline.Buffers),
            [.. verdict.Told]
        );
}

/// <summary>Pages of 8 KiB that a query asked for.</summary>
/// <param name="Callers">The caller's query.</param>
/// <param name="Owners">The same query of the table's owner, without row level security.</param>
public sealed record PagesRecord(long Callers, long Owners);
