using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Collects the reports of stages, and makes the record from them, with findings and counts in a fixed order.</summary>
internal sealed class Collected
{
    public StageReports Reports { get; } = new();

    public List<Finding> Findings { get; } = [];

    public List<NotRunRecord> NotRun { get; } = [];

    public List<KeptRecord> Kept { get; } = [];

    /// <inheritdoc cref="EvidenceRecord.Shards"/>
    public List<ShardRecord> Shards { get; } = [];

    public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<TestRecord> Tests { get; set; } = [];

    /// <summary>The record without results: the facts about the run, such as the migrations and the server.</summary>
    public required EvidenceRecord Header { get; set; }

    /// <summary>Why the run could not start; null if it started.</summary>
    public string? Fault { get; set; }

    /// <summary>Why the run could not continue after its start; null if it continued.</summary>
    public string? BrokenOff { get; set; }

    /// <summary>Makes the record of the run.</summary>
    public EvidenceRecord ToRecord(IReadOnlyList<Criterion> criteria)
    {
        var sections = EvidenceSections.Content(Reports);
        Finding[] findings = [.. TriedPrivileges.Merge(Findings)];
        NotRunRecord[] stages = [.. sections.NotRun, .. NotRun];
        return Header with
        {
            Verdict = Verdicts.Judge(Header.State, Fault, BrokenOff, Tests, stages, findings, sections.Verdict, Kept.Count),
            Shards = [.. Shards],
            Kept = [.. Kept.Distinct().OrderBy(k => k.Stage, StringComparer.Ordinal)],
            Tests = Tests,
            NotRun = [.. Verdicts.NotRun(Tests), .. stages],
            Criteria = [.. criteria.Select(c => c.Trace(Tests))],
            Counts =
            [
                .. sections
                    .Counts.Concat(Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new CountRecord(c.Key, c.Value)))
                    .Where(c => c.Number > 0),
            ],
            Findings = Ordered(sections.Findings.Concat(findings)),
            Parts = RecordParts.Create(sections.Parts),
            Varying = Header.Varying with
            {
                Elapsed = [.. sections.Elapsed.OrderBy(e => e.What, StringComparer.Ordinal)],
                Parts = RecordParts.Create(sections.Varying),
            },
        };
    }

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
