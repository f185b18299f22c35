using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// A section of the evidence. Each is a folder with its record, view and template; a class that implements this is found by itself.
/// </summary>
internal interface IEvidenceSection
{
    /// <summary>Its place among the sections: lower numbers come first.</summary>
    int Place { get; }

    /// <summary>Its template, from the folder of all sections: <c>Coverage/coverage</c>.</summary>
    string Template { get; }

    /// <summary>What it adds to the record, from the reports of the stages.</summary>
    SectionContent Content(StageReports reports) => new();

    /// <summary>The links to it at the top of the page.</summary>
    IEnumerable<SectionLink> Links(EvidenceRecord record);

    /// <summary>The data for its template.</summary>
    object View(EvidenceRecord record, StatementLocator locator);

    /// <summary>The data for the page's script, each under its name in the JSON that the page holds.</summary>
    IEnumerable<NamedPart> ScriptData(EvidenceRecord record) => [];

    /// <summary>What it adds to the summary of a CI job.</summary>
    SectionSummary Summary(EvidenceRecord record) => new();

    /// <summary>What it adds to the subjects of the in-toto statement: names and digests.</summary>
    IEnumerable<FileRecord> Subjects(EvidenceRecord record) => [];
}

/// <summary>A link at the top of the page.</summary>
/// <param name="Anchor">The id of the element that it leads to.</param>
/// <param name="Title">The text of the link.</param>
internal sealed record SectionLink(string Anchor, string Title);
