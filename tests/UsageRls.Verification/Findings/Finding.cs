namespace UsageRls.Verification.Findings;

/// <summary>The status of a finding after all migrations.</summary>
public enum FindingStatus
{
    /// <summary>The finding exists, and no acceptance or proposal is valid for it.</summary>
    Open,

    /// <summary>A migration closed the finding.</summary>
    Closed,

    /// <summary>The finding exists, and a named person has accepted it.</summary>
    Accepted,

    /// <summary>The finding exists and is proposed for acceptance, but nobody has signed the proposal.</summary>
    Proposed,
}

/// <summary>A defect, or a possible defect, that a check reports.</summary>
/// <param name="Id">The finding's kind, a slash, and the check or command; the same in every run: <c>access/insert</c>.</param>
/// <param name="Severity">How much the finding matters.</param>
/// <param name="Sentence">A description of the finding for a reader.</param>
/// <param name="Object">The object that the finding is about: <c>policy "…" on invoices</c> or <c>grants on invoices</c>.</param>
/// <param name="Remedy">How to repair the defect: SQL, or advice.</param>
/// <param name="Status">Whether the finding is open, closed, accepted or proposed for acceptance.</param>
public sealed record Finding(string Id, Severity Severity, string Sentence, string Object, string Remedy, FindingStatus Status)
{
    /// <summary>The migration that introduced the finding; null if unknown.</summary>
    public string? Since { get; init; }

    /// <summary>The migration that closed the finding; null if no migration closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>The acceptance of the finding, or the proposal to accept it; null if there is neither.</summary>
    public Acceptance? Acceptance { get; init; }

    /// <summary>The object responsible for the finding; null if none was found. Findings with one such object share a cause.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>
    /// Whether another check tests the same access. If so, a finding of severity medium is shown but does not fail the run.
    /// </summary>
    public bool IsSettled { get; init; }

    /// <summary>SQL that reproduces the finding in psql; null if there is none.</summary>
    public string? Example { get; init; }

    /// <summary>Returns the finding as text, with its cause, example and remedy.</summary>
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
                $"\n    An exception for the whole schema {schema} does not count at this severity: the exception must name the object.",
            (FindingStatus.Open, not null) => "\n    A proposal to accept this finding exists, but nobody signed it: at this severity, a "
                + "proposal does not count until a named person signs it.",
            _ => "",
        };
}

/// <summary>The acceptance of a finding, or a proposal to accept it.</summary>
/// <param name="SignedBy">The person who accepted the finding; null for a proposal, and for an exception that does not count.</param>
/// <param name="SignedOn">The day on which that person accepted the finding; null if <paramref name="SignedBy"/> is null.</param>
/// <param name="Reason">Why the finding may stay.</param>
/// <param name="Expires">The last day on which the acceptance or proposal is valid.</param>
public sealed record Acceptance(string? SignedBy, DateOnly? SignedOn, string Reason, DateOnly Expires)
{
    /// <summary>The schema, if the exception covers every object of a schema; null if it covers only the finding's object.</summary>
    public string? Schema { get; init; }

    /// <summary>Returns who accepted the finding and until when, or that it is only proposed.</summary>
    public override string ToString() =>
        (
            SignedBy is null
                ? $"Proposed for acceptance until {Expires:yyyy-MM-dd}, not signed"
                : $"Accepted by {SignedBy} on {SignedOn:yyyy-MM-dd}, until {Expires:yyyy-MM-dd}"
        ) + (Schema is null ? "" : $", with every object of schema {Schema}");
}
