namespace UsageRls.Verification.Findings;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Costs something, or may one day.</summary>
    Low,

    /// <summary>Lets a caller do what it should not, to no tenant's data.</summary>
    Medium,

    /// <summary>Lets a caller change what it should not.</summary>
    High,

    /// <summary>Lets a tenant see what is another's.</summary>
    Critical,
}

/// <summary>How a finding stands after all migrations.</summary>
public enum FindingStatus
{
    /// <summary>It is there.</summary>
    Open,

    /// <summary>A migration closed it.</summary>
    Closed,

    /// <summary>It is there, and people have signed it off.</summary>
    Accepted,
}

/// <summary>A verdict that matters.</summary>
/// <param name="Id">What kind it is, the same in every run: <c>access/insert</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What it is, for a person.</param>
/// <param name="Object">What it is about, as <c>policy "…" on usage_events</c>, <c>grants on usage_events</c>.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Status">How it stands.</param>
public sealed record Finding(string Id, Severity Severity, string Sentence, string Object, string Remedy, FindingStatus Status)
{
    /// <summary>The migration that brought it, where one did.</summary>
    public string? Since { get; init; }

    /// <summary>The migration that closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Who accepted it, why, and until when.</summary>
    public Acceptance? Acceptance { get; init; }

    /// <summary>SQL that shows it.</summary>
    public string? Example { get; init; }
}

/// <summary>That somebody accepted something.</summary>
/// <param name="Owner">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expires">The last day on which it counts.</param>
public sealed record Acceptance(string Owner, string Reason, DateOnly Expires);
