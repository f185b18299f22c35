using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// A section of the evidence: a folder with a template, and usually with a record and a view. Every class that implements this interface is
/// used without registration.
/// </summary>
internal interface IEvidenceSection
{
    /// <summary>The section's place on the page: lower numbers come first.</summary>
    int Place { get; }

    /// <summary>The name of the section's template, relative to the folder of all sections: <c>Coverage/coverage</c>.</summary>
    string Template { get; }

    /// <summary>Makes everything that the section adds to the record, from the reports of the stages.</summary>
    SectionContent Content(StageReports reports) => new();

    /// <summary>Returns the links to the section for the top of the page.</summary>
    IEnumerable<SectionLink> Links(EvidenceRecord record);

    /// <summary>Returns the data for the section's template.</summary>
    object View(EvidenceRecord record, StatementLocator locator);

    /// <summary>Returns the section's data for the page's script, as named parts of the JSON that the page contains.</summary>
    IEnumerable<NamedPart> ScriptData(EvidenceRecord record) => [];

    /// <summary>Returns the section's lines for the summary of a CI job.</summary>
    SectionSummary Summary(EvidenceRecord record) => new();

    /// <summary>Returns what the section adds to the subjects of the in-toto statement: names and digests.</summary>
    IEnumerable<FileRecord> Subjects(EvidenceRecord record) => [];
}

/// <summary>A link at the top of the page.</summary>
/// <param name="Anchor">The id of the element that the link leads to.</param>
/// <param name="Title">The text of the link.</param>
internal sealed record SectionLink(string Anchor, string Title);
