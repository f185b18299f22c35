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

    /// <summary>
    /// The parts of the record that belong to this section, each under its name in the JSON; also given if empty.
    /// </summary>
    IEnumerable<(string Name, object Part)> Parts(StageReports reports) => [];

    /// <summary>The links to it at the top of the page.</summary>
    IEnumerable<SectionLink> Links(EvidenceRecord record);

    /// <summary>The data for its template.</summary>
    object View(EvidenceRecord record, StatementLocator locator);
}

/// <summary>A link at the top of the page.</summary>
/// <param name="Anchor">The id of the element that it leads to.</param>
/// <param name="Title">What it says.</param>
internal sealed record SectionLink(string Anchor, string Title);
