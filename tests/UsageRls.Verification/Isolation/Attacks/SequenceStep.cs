using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>One statement of a sequence that a caller runs.</summary>
/// <param name="Sql">The SQL of the statement.</param>
/// <param name="Says">A description for reports: <c>inserts into public.invitations</c>.</param>
internal sealed record SequenceStep(string Sql, string Says)
{
    /// <summary>The table that the statement writes to; null for a function call.</summary>
    public TableName? Table { get; init; }

    /// <summary>The function that the statement calls, with the types of its arguments; null for a write.</summary>
    public string? Function { get; init; }

    /// <summary>
    /// Whether a policy of another table, or a function, names the table: such statements run first. True for every function call.
    /// </summary>
    public bool IsConsulted { get; init; }

    /// <summary>
    /// Whether the statement makes a stranger a member in the most privileged role, or writes this role into existing memberships.
    /// </summary>
    public bool IsPromotion { get; init; }

    /// <summary>Whether the statement makes a stranger (a user without a membership) a member; the caller may see the new member.</summary>
    public bool LetsStrangerIn { get; init; }

    /// <summary>The row that the statement inserts, as far as its values are known; null for other statements.</summary>
    public MadeRow? Made { get; init; }

    /// <summary>
    /// Returns the statement as an attempt, which the search for the cause of a breach can repeat; null for a function call.
    /// </summary>
    public Attempted? Attempt(Standing caller) =>
        Table is { } table && Enum.TryParse<Command>(Sql.Split(' ', 2)[0], ignoreCase: true, out var command)
            ? new Attempted(caller.Caller, table, command, Sql)
            : null;
}
