using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Evidence.Sections.Plans;

/// <summary>The plan of a query for one caller: how many rows and pages the query read.</summary>
/// <param name="Query">A description of the query.</param>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Ways">The indexes and tables that the plan scans, and its sorts.</param>
/// <param name="Rows">How many rows the query returned or wrote.</param>
/// <param name="Read">How many rows of the table the query read.</param>
/// <param name="OwnersRead">How many rows of the table the owner's query for the same rows reads, without row level security.</param>
/// <param name="Writes">Whether the query writes.</param>
/// <param name="Pages">
/// How many pages the query accessed. In the evidence, null if the query writes: the number of index pages that a write accesses varies
/// from run to run, because ids are random. The evidence has them in <c>pages</c> of <see cref="EvidenceRecord.Varying"/>.
/// </param>
/// <param name="Faults">Descriptions of the plan's faults, each with whether it fails the run.</param>
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
    /// <summary>Makes a record, with pages, from the verdict on a plan.</summary>
    public static PlanRecord From(GrantBaseline baseline, PlanVerdict verdict) =>
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

/// <summary>How many pages of 8 KiB a query accessed.</summary>
/// <param name="Callers">The number of pages if the caller runs the query.</param>
/// <param name="Owners">The number of pages if the table's owner runs the query, without row level security.</param>
public sealed record PagesRecord(long Callers, long Owners);
