using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>The tables that a run judges before all others.</summary>
/// <param name="Names">The tables.</param>
/// <param name="Judged">Receives each table's report on all statement paths by all callers, before attacks and small worlds run.</param>
public sealed record FirstTables(IReadOnlySet<TableName> Names, Action<TableReport> Judged);
