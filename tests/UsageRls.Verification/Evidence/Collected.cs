using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence;

/// <summary>What was handed in until now, and the record of it: in the record everything has an order of its own.</summary>
internal sealed class Collected
{
    public StageReports Reports { get; } = new();

    public List<Finding> Findings { get; } = [];

    public List<PlanRecord> Plans { get; } = [];

    public List<NotRunRecord> NotRun { get; } = [];

    public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Elapsed { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<AccessTimeline> Timelines { get; set; } = [];

    public IReadOnlyList<TableTimeline> TableTimelines { get; set; } = [];

    public IReadOnlyList<TestRecord> Tests { get; set; } = [];

    /// <summary>What is known of the run itself.</summary>
    public required EvidenceRecord Header { get; set; }

    /// <summary>Why the run could not start; null if it did.</summary>
    public string? Fault { get; set; }

    /// <summary>Why the run could not go on; null if it did.</summary>
    public string? BrokenOff { get; set; }

    /// <summary>The record.</summary>
    public EvidenceRecord ToRecord(IReadOnlyList<Criterion> criteria)
    {
        var (matrices, isolation) = (Reports.Of<AccessMatrix>(), Reports.Of<IsolationReport>());
        var mutation = Reports.Of<MutationOnBaseline>();
        PlanRecord[] plans =
        [
            .. Plans
                .OrderBy(p => p.Query, StringComparer.Ordinal)
                .ThenBy(p => p.Baseline, StringComparer.Ordinal)
                .ThenBy(p => p.Caller, StringComparer.Ordinal),
        ];
        return Header with
        {
            Verdict = Verdicts.Of(Header.State, Fault, BrokenOff, Tests, NotRun, Findings, isolation),
            Tests = Tests,
            NotRun =
            [
                .. Verdicts.NotRun(Tests),
                .. mutation
                    .SelectMany(m => m.Report.NotRun)
                    .Distinct(StringComparer.Ordinal)
                    .Select(why => new NotRunRecord("mutation", why, 0)),
                .. NotRun,
            ],
            Criteria = [.. criteria.Select(c => c.Trace(Tests))],
            Counts = EvidenceCounts.Of(this),
            Callers =
            [
                .. matrices
                    .SelectMany(m => m.Verdicts)
                    .Select(v => v.Cell.Caller)
                    .DistinctBy(c => c.Name)
                    .Select(c => new CallerRecord(c.Name, c.Role, c.ToSql())),
            ],
            Matrices = [.. matrices.Select(MatrixRecord.Of)],
            Timeline = [.. ChangeRecord.Of(Timelines, TableTimelines)],
            StandInCalls = [.. isolation.SelectMany(r => r.StandInCalls).Select(c => c.ToString()).Distinct(StringComparer.Ordinal)],
            Findings = Ordered(AccessFindings.Of(Timelines).Concat(Findings)),
            Mutation = [.. mutation.Select(m => MutationRecord.Of(Word(m.Baseline), m.Report))],
            Plans = [.. plans.Select(p => p.Writes ? p with { Pages = null } : p)],
            Parts = EvidenceSections.Parts(Reports),
            Varying = Header.Varying with
            {
                Elapsed = [.. Elapsed.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new ElapsedRecord(e.Key, e.Value))],
                Pages = [.. plans.Where(p => p.Writes).Select(p => p.Pages!)],
                Mutants = [.. mutation.Select(m => m.Report.Results.Select(r => Math.Round(r.Time.TotalMilliseconds, 1)).ToArray())],
            },
        };
    }

    /// <summary>A baseline as the evidence writes it.</summary>
    public static string Word(GrantBaseline baseline) => baseline.ToString().ToLowerInvariant();

    private static Finding[] Ordered(IEnumerable<Finding> findings) =>
        [
            .. findings
                .OrderBy(f =>
                    f.Status switch
                    {
                        FindingStatus.Open => 0,
                        FindingStatus.Proposed => 1,
                        FindingStatus.Accepted => 2,
                        _ => 3,
                    }
                )
                .ThenByDescending(f => f.Severity)
                .ThenBy(f => f.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Sentence, StringComparer.Ordinal),
        ];
}

/// <summary>A mutation run, and the grants that it started from.</summary>
internal sealed record MutationOnBaseline(GrantBaseline Baseline, MutationReport Report);
