using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>One statement of a sequence.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Says">A description of the step: <c>inserts into public.invitations</c>.</param>
internal sealed record SequenceStep(string Sql, string Says)
{
    /// <summary>The table that it writes to; null for a call.</summary>
    public TableName? Table { get; init; }

    /// <summary>Whether policies or triggers use the table: its steps are tried first.</summary>
    public bool IsConsulted { get; init; }

    /// <summary>Whether it gives the most privileged role.</summary>
    public bool IsPromotion { get; init; }

    /// <summary>Whether it makes a stranger a member: a caller who may do that may also see the new member.</summary>
    public bool LetsStrangerIn { get; init; }

    /// <summary>The row that it inserts, as far as its values are known; null for other statements.</summary>
    public MadeRow? Made { get; init; }

    /// <summary>The statement, to be tried again; null for a call.</summary>
    public Attempted? Attempt(Standing caller) =>
        Table is { } table && Enum.TryParse<Command>(Sql.Split(' ', 2)[0], ignoreCase: true, out var command)
            ? new Attempted(caller.Caller, table, command, Sql)
            : null;
}
