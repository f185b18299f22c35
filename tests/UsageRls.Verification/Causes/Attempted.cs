using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Causes;

/// <summary>A statement that got through or was refused, to be tried again with parts of the schema changed.</summary>
/// <param name="Caller">Whose it was.</param>
/// <param name="Table">The table that decides about it.</param>
/// <param name="Command">The command.</param>
/// <param name="Sql">The statement; for a select, whatever read the row.</param>
public sealed record Attempted(Caller Caller, TableName Table, Command Command, string Sql)
{
    /// <summary>
    /// Which row must be reached for the attempt to have succeeded, as a condition on <c>t</c>: <c>t.id = '…'</c>.
    /// Null: the statement reaches it where it returns or changes any row.
    /// </summary>
    public string? Row { get; init; }

    /// <summary>What the administrator runs before everything else, as a setting that the request carries; empty for nothing.</summary>
    public string Scene { get; init; } = "";
}
