namespace UsageRls.Verification.Isolation;

/// <summary>Receives the reports of the tables that a run judges before all others: the tables without kept outcomes.</summary>
/// <param name="Begins">Receives the number of these tables, before the run judges the first of them.</param>
/// <param name="Judged">
/// Receives the report of each of these tables: on the statements of all callers, but not on attacks and small worlds.
/// </param>
public sealed record FirstTables(Action<int> Begins, Action<TableReport> Judged);
