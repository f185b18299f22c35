namespace UsageRls.Verification.Evidence;

/// <summary>What a section adds to the summary of a CI job. The summary escapes the texts for Markdown.</summary>
internal sealed record SectionSummary
{
    /// <summary>Lines for the head, which has ten at most in all.</summary>
    public IReadOnlyList<SummaryLine> Lines { get; init; } = [];

    /// <summary>Lists that are folded; empty ones are left out.</summary>
    public IReadOnlyList<SummaryDetails> Details { get; init; } = [];
}

/// <summary>A line of the summary.</summary>
/// <param name="What">What it is about, in bold in the head.</param>
/// <param name="Says">What it says of that.</param>
internal sealed record SummaryLine(string What, string Says);

/// <summary>A folded list of the summary.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record SummaryDetails(string Title, IReadOnlyList<SummaryLine> Lines);
