namespace UsageRls.Verification.Evidence;

/// <summary>The lines that a section adds to the summary of a CI job. The summary escapes the lines for Markdown.</summary>
internal sealed record SectionSummary
{
    /// <summary>Lines for the head of the summary; few, because the head contains the lines of all sections.</summary>
    public IReadOnlyList<SummaryLine> Lines { get; init; } = [];

    /// <summary>Collapsible lists below the head; the summary leaves out empty lists.</summary>
    public IReadOnlyList<SummaryDetails> Details { get; init; } = [];
}

/// <summary>A line of the summary.</summary>
/// <param name="What">What the line is about; bold in the head.</param>
/// <param name="Says">The line's text.</param>
internal sealed record SummaryLine(string What, string Says);

/// <summary>A collapsible list of the summary.</summary>
/// <param name="Title">The list's title.</param>
/// <param name="Lines">The list's lines.</param>
internal sealed record SummaryDetails(string Title, IReadOnlyList<SummaryLine> Lines);
