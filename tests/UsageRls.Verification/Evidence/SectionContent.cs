using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>What a section adds to the record.</summary>
internal sealed record SectionContent
{
    /// <summary>Its parts of the record; given even if they are empty, so that the JSON always has them.</summary>
    public IEnumerable<NamedPart> Parts { get; init; } = [];

    /// <summary>Its parts of <see cref="EvidenceRecord.Varying"/>: they differ between two runs of the same thing.</summary>
    public IEnumerable<NamedPart> Varying { get; init; } = [];

    /// <summary>How many of what the stages tried; zeros are left out.</summary>
    public IEnumerable<CountRecord> Counts { get; init; } = [];

    /// <summary>How long the stages took.</summary>
    public IEnumerable<ElapsedRecord> Elapsed { get; init; } = [];

    /// <summary>Findings that follow from the reports.</summary>
    public IEnumerable<Finding> Findings { get; init; } = [];

    /// <summary>What the stages left out, and why.</summary>
    public IEnumerable<NotRunRecord> NotRun { get; init; } = [];

    /// <summary>A sentence for the verdict of a run that ended; empty if there is none.</summary>
    public string Verdict { get; init; } = "";
}

/// <summary>A named part of evidence-detail.json, or of the JSON that the page's script reads.</summary>
/// <param name="Name">Its name in the JSON.</param>
/// <param name="Value">The part.</param>
internal sealed record NamedPart(string Name, object Value);
