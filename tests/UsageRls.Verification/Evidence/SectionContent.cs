using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Everything that a section adds to the record.</summary>
internal sealed record SectionContent
{
    /// <summary>The section's parts of the record. An empty list is a part too, so that the JSON always has the list.</summary>
    public IEnumerable<NamedPart> Parts { get; init; } = [];

    /// <summary>The section's parts of <see cref="EvidenceRecord.Varying"/>, which differ between two runs on the same input.</summary>
    public IEnumerable<NamedPart> Varying { get; init; } = [];

    /// <summary>Counts of what the stages tested; the record leaves out zeros.</summary>
    public IEnumerable<CountRecord> Counts { get; init; } = [];

    /// <summary>The durations of the stages.</summary>
    public IEnumerable<ElapsedRecord> Elapsed { get; init; } = [];

    /// <summary>Findings that the section derives from the reports.</summary>
    public IEnumerable<Finding> Findings { get; init; } = [];

    /// <summary>The parts of stages that did not run, each with the reason.</summary>
    public IEnumerable<NotRunRecord> NotRun { get; init; } = [];

    /// <summary>A sentence for the verdict of a run that ended; empty if there is none.</summary>
    public string Verdict { get; init; } = "";
}

/// <summary>A named part of evidence-detail.json, or of the JSON that the page's script reads.</summary>
/// <param name="Name">The part's name in the JSON.</param>
/// <param name="Value">The part's value.</param>
internal sealed record NamedPart(string Name, object Value);
