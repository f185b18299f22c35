using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller got at rows that are not its own through something other than their table.</summary>
/// <param name="Object">The view or function.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Trial">The statement, and what came of it.</param>
/// <param name="What">The access that was gained.</param>
/// <param name="Why">How it is known, or why it is denied.</param>
public sealed record ReachBreach(string Object, Standing Caller, Trial Trial, string What, string Why)
{
    /// <summary>Whether only the text or the absence of an error revealed something: less than rows, but a leak.</summary>
    public bool IsByErrorAlone { get; init; }

    /// <summary>Whether the row is of a tenant that the caller is a member of.</summary>
    public bool IsWithinTenant { get; init; }

    /// <summary>Everybody who did.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>The view or function, with what it does past the policies; null if that was not asked.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>The same for a person, with what to paste into psql.</summary>
    public string Explain() =>
        $"""
            LEAK through {Object}: {Caller} {What}, {Why}
              {Callers.Count} callers: {string.Join(", ", Callers)}
            {string.Join('\n', Trial.ToSql().Split('\n').Select(line => "    " + line))}
            """;
}

/// <summary>The result for one view or function that the API's roles can reach.</summary>
/// <param name="Object">Its name.</param>
/// <param name="Kind"><c>view</c>, <c>materialized view</c>, <c>foreign table</c>, <c>function</c>.</param>
/// <param name="Attempts">How many statements were tried.</param>
/// <param name="Breaches">The access through it that must not be possible.</param>
public sealed record ReachedObject(string Object, string Kind, int Attempts, IReadOnlyList<ReachBreach> Breaches)
{
    /// <summary>The callers whose use of it got through, allowed or not.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <summary>Why nothing could be said of it; empty if every caller's use of it was judged.</summary>
    public string Reason { get; init; } = "";
}
