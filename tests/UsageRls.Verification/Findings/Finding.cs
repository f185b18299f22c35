namespace UsageRls.Verification.Findings;

/// <summary>What was found beside the policies: a way around them, a side channel, or a smell of the catalog.</summary>
/// <param name="Kind">What found it: one of <see cref="FindingKind"/>.</param>
/// <param name="Id">Which check, by its name: <c>0001_rls_disabled</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Object">What it is about: <c>public.usage_events</c>. Acceptances name it.</param>
/// <param name="Sentence">What is wrong and what can come of it, for a person who does not know PostgreSQL.</param>
/// <param name="Remedy">SQL that closes it, or that starts to.</param>
public sealed record Finding(string Kind, string Id, Severity Severity, string Object, string Sentence, string Remedy)
{
    /// <summary>What was seen, for a person who wants to see it too; empty where the sentence says it all.</summary>
    public string Seen { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() =>
        $"""
        {Severity.ToString().ToUpperInvariant()} {Id} · {Object}
            {Sentence}{(Seen == "" ? "" : $"\n    seen:   {Seen.ReplaceLineEndings("\n            ")}")}
            remedy: {Remedy.ReplaceLineEndings("\n            ")}
        """;
}

/// <summary>What finds findings; the word that acceptances use.</summary>
public static class FindingKind
{
    /// <summary>A query of the catalog.</summary>
    public const string Lint = "lint";

    /// <summary>A way around the policies, tried for real.</summary>
    public const string Probe = "probe";

    /// <summary>A difference that a foreign organisation's data makes.</summary>
    public const string SideChannel = "side-channel";
}

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Wrong, or one step from a leak.</summary>
    Warning,

    /// <summary>A leak, or a lock that does not hold.</summary>
    Error,
}
