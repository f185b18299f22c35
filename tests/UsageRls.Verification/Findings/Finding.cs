namespace UsageRls.Verification.Findings;

/// <summary>How a finding stands after all migrations.</summary>
public enum FindingStatus
{
    /// <summary>It exists, and nobody has accepted it.</summary>
    Open,

    /// <summary>A migration closed it.</summary>
    Closed,

    /// <summary>It exists, and a named person has accepted it.</summary>
    Accepted,

    /// <summary>It exists, and is proposed for acceptance, but nobody has signed that.</summary>
    Proposed,
}

/// <summary>A verdict that matters.</summary>
/// <param name="Id">The kind of finding, the same in every run: <c>access/insert</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What it is, for a person.</param>
/// <param name="Object">What it is about, as <c>policy "…" on invoices</c>, <c>grants on invoices</c>.</param>
/// <param name="Remedy">The remedy.</param>
/// <param name="Status">How it stands.</param>
public sealed record Finding(string Id, Severity Severity, string Sentence, string Object, string Remedy, FindingStatus Status)
{
    /// <summary>The migration that brought it, where one did.</summary>
    public string? Since { get; init; }

    /// <summary>The migration that closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Who accepted it, why, and until when; no name where it is only proposed.</summary>
    public Acceptance? Acceptance { get; init; }

    /// <summary>The rule or privilege behind it, if found; findings with the same one share a cause.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>Whether other checks answer it, so that it is shown and fails nothing.</summary>
    public bool IsSettled { get; init; }

    /// <summary>SQL that shows it.</summary>
    public string? Example { get; init; }

    /// <summary>Everything a person needs to decide about it.</summary>
    public string Explain() =>
        $"""
            {Severity.ToString().ToUpperInvariant()} {Id} · {Object}
                {Sentence}{(Responsible is null ? "" : $"\n    cause:  {Responsible.Explain().ReplaceLineEndings("\n            ")}")}{(
                Example is null ? "" : $"\n    seen:   {Example.ReplaceLineEndings("\n            ")}"
            )}
                remedy: {Remedy.ReplaceLineEndings("\n            ")}{NotCounted}
            """;

    private string NotCounted =>
        (Status, Acceptance) switch
        {
            (FindingStatus.Open, { Schema: { } schema }) =>
                $"\n    An exception for the whole schema {schema} does not count at this severity: name the object.",
            (FindingStatus.Open, not null) => "\n    A proposal to accept it is written down and signed by nobody: at this severity it "
                + "does not count until a named person signs it.",
            _ => "",
        };
}

/// <summary>The acceptance of a finding, or the proposal of one.</summary>
/// <param name="SignedBy">The person who accepted it; null if it is a proposal.</param>
/// <param name="SignedOn">The day on which that person did.</param>
/// <param name="Reason">Why it may stay.</param>
/// <param name="Expires">The last day on which it counts.</param>
public sealed record Acceptance(string? SignedBy, DateOnly? SignedOn, string Reason, DateOnly Expires)
{
    /// <summary>The schema for whose every object it was said; null if it was said for this one.</summary>
    public string? Schema { get; init; }

    /// <summary>The person who accepted it, for a sentence.</summary>
    public override string ToString() =>
        (
            SignedBy is null
                ? $"Proposed for acceptance until {Expires:yyyy-MM-dd}, signed by nobody"
                : $"Accepted by {SignedBy} on {SignedOn:yyyy-MM-dd}, until {Expires:yyyy-MM-dd}"
        ) + (Schema is null ? "" : $", with every object of schema {Schema}");
}
