using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller reached forbidden rows through a view or function.</summary>
/// <param name="Object">The name of the view or function.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Trial">The statement with its outcome and its changes.</param>
/// <param name="What">The access in words: <c>gets …</c>, <c>updates a row of …</c>.</param>
/// <param name="Why">How the access was proven, or why it is forbidden.</param>
public sealed record ReachBreach(string Object, Standing Caller, Trial Trial, string What, string Why)
{
    /// <summary>Whether only an error, or its absence, reveals the rows: less severe than reading them, but still a leak.</summary>
    public bool IsByErrorAlone { get; init; }

    /// <summary>
    /// Whether the call adds a row to a published row that it names, such as a visitor's message to a public page: the application decides
    /// what visitors may add.
    /// </summary>
    public bool IsOnPublished { get; init; }

    /// <summary>Whether the row belongs to a tenant of which the caller is a member.</summary>
    public bool IsWithinTenant { get; init; }

    /// <summary>The names of all callers who reached forbidden rows in this way.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>How the view or function bypasses the policies; null if the cause was not searched for or not found.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>Describes the breach for a person, with SQL to paste into psql.</summary>
    public string Explain() =>
        $"""
            LEAK through {Object}: {Caller} {What}, {Why}
              {Callers.Count} callers: {string.Join(", ", Callers)}
            {string.Join('\n', Trial.ToSql().Split('\n').Select(line => "    " + line))}
            """;
}

/// <summary>The result for one view or function that the API's roles can reach.</summary>
/// <param name="Object">The object's name; for a function, with the types of its arguments.</param>
/// <param name="Kind"><c>view</c>, <c>materialized view</c>, <c>foreign table</c>, <c>function</c>.</param>
/// <param name="Attempts">How many statements were run on the object.</param>
/// <param name="Breaches">The forbidden access through the object.</param>
public sealed record ReachedObject(string Object, string Kind, int Attempts, IReadOnlyList<ReachBreach> Breaches)
{
    /// <summary>The callers for whom at least one statement on the object succeeded, whether or not the intent allows it.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <summary>Why the object could not be judged; empty if it was judged.</summary>
    public string Reason { get; init; } = "";
}
