using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Causes;

/// <summary>A statement that was allowed or denied, and that runs again after changes of the schema.</summary>
/// <param name="Caller">The caller that ran the statement.</param>
/// <param name="Table">The table whose policies and privileges decide about the statement.</param>
/// <param name="Command">The command.</param>
/// <param name="Sql">The statement; for a select, the statement that read the row.</param>
public sealed record Attempted(Caller Caller, TableName Table, Command Command, string Sql)
{
    /// <summary>
    /// The row that the statement must return or change to count as allowed, as a condition on the alias <c>t</c>: <c>t.id = '…'</c>.
    /// An insert, or any statement if this is null, counts as allowed if it returns or changes any row, or has no row count.
    /// </summary>
    public string? Row { get; init; }

    /// <summary>SQL that the administrator runs before the statement, for example to set request settings; empty for none.</summary>
    public string Scene { get; init; } = "";
}
