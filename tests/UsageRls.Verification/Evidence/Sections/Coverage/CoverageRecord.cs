using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Evidence.Sections.Coverage;

/// <summary>How far one table, view or function was verified on one grant baseline.</summary>
/// <param name="Object">The name of the table, view or function.</param>
/// <param name="Kind"><c>table</c>, <c>view</c>, <c>materialized view</c>, <c>foreign table</c> or <c>function</c>.</param>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="State">
/// <c>verified against the intent</c>, <c>isolation verified</c>, <c>leaks</c>, <c>not verified</c>, <c>not reachable</c>, <c>shared</c>
/// or <c>excluded</c>.
/// </param>
/// <param name="Reason">The reason for the state; empty if the state needs none.</param>
/// <param name="Attempts">How many statements were run on the object.</param>
/// <param name="Belongs">How a row of the table belongs to a tenant or user, with the reason for this conclusion.</param>
/// <param name="Access">The observed access to the table's rows; empty for views and functions.</param>
public sealed record CoverageRecord(
    string Object,
    string Kind,
    string Baseline,
    string State,
    string Reason,
    int Attempts,
    string Belongs,
    IReadOnlyList<AccessRow> Access
)
{
    /// <summary>Makes a record for each object in a report: tables ordered by name, then the other objects ordered by name.</summary>
    internal static IEnumerable<CoverageRecord> From(IsolationReport report)
    {
        var baseline = report.Baseline.ToString().ToLowerInvariant();
        foreach (var table in report.Tables.OrderBy(t => t.Table.ToString(), StringComparer.Ordinal))
        {
            yield return new CoverageRecord(
                table.Table.ToString(),
                "table",
                baseline,
                Word(table.State),
                table.Reason,
                table.Attempts,
                string.Join("; ", table.Table.Guesses.Concat(table.Table.Exemptions).Select(g => $"{g.Conclusion}: {g.Reason}")),
                AccessRow.From(table)
            );
        }

        foreach (var reached in report.Reached.OrderBy(r => r.Object, StringComparer.Ordinal))
        {
            var state =
                reached.Breaches.Count > 0 ? "leaks"
                : reached.Reason == "" ? "isolation verified"
                : "not verified";
            yield return new CoverageRecord(reached.Object, reached.Kind, baseline, state, reached.Reason, reached.Attempts, "", []);
        }
    }

    private static string Word(TableState state) =>
        state switch
        {
            TableState.IsolationVerified => "isolation verified",
            TableState.Leaks => "leaks",
            TableState.NotVerified => "not verified",
            TableState.NotReachable => "not reachable",
            TableState.Verified => "verified against the intent",
            TableState.Excluded => "excluded",
            _ => "shared",
        };
}
