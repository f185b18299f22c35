using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A caller who is no member of the tenant under attack, but whose request contains the values that policies require.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Severity">
/// Critical if callers choose the value or all users can obtain it; lower if the server gives the value to some users only.
/// </param>
internal sealed record ForgedCaller(Standing Caller, Severity Severity)
{
    /// <summary>SQL that writes the request's path, method or cookies into settings, as the API does; empty if not needed.</summary>
    public IReadOnlyList<string> Request { get; init; } = [];

    /// <summary>SQL by which the administrator prepares the database for the request; empty if not needed.</summary>
    public string Scene { get; init; } = "";
}

/// <summary>The forged callers that are used, and the number of all possible forged callers.</summary>
/// <param name="Callers">The callers that are used.</param>
/// <param name="Possible">The number of different requests that the SQL suggests, used or not.</param>
internal sealed record ForgedCallerSet(IReadOnlyList<ForgedCaller> Callers, int Possible)
{
    /// <summary>How many requests are used, out of all possible requests.</summary>
    public AttackBound Bound => new("forged requests", Callers.Count, Possible);

    /// <summary>Takes the first callers of a group, without duplicates.</summary>
    public static ForgedCallerSet First(IEnumerable<ForgedCaller> group, int most)
    {
        ForgedCaller[] all =
        [
            .. group.DistinctBy(c => (c.Caller.Caller.Claims, c.Caller.Caller.Headers, string.Join(';', c.Request), c.Scene)),
        ];
        return new([.. all.Take(most)], all.Length);
    }

    /// <summary>Joins several sets into one.</summary>
    public static ForgedCallerSet Join(params IReadOnlyList<ForgedCallerSet> groups) =>
        new([.. groups.SelectMany(g => g.Callers)], groups.Sum(g => g.Possible));
}
