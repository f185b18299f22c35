using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>The tables that a run judges before all others.</summary>
/// <param name="Names">The tables.</param>
/// <param name="Judged">Receives the report of each of them: all statement paths by all callers, without attacks and small worlds.</param>
public sealed record FirstTables(IReadOnlySet<TableName> Names, Action<TableReport> Judged);
