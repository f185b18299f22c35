using System.Text.Json.Nodes;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Holds values for nullable columns that a unique key or exclusion constraint compares and that the generated rows leave null.
/// </summary>
internal sealed class OptionalValues
{
    private readonly Dictionary<(TableName Table, string Constraint), IReadOnlyDictionary<string, RowValue>> _values = [];

    /// <summary>Creates the values for each constraint; a constraint gets none if the server accepts no row with such values.</summary>
    public static async Task<OptionalValues> ReadAsync(
        AttackScene scene,
        ILookup<TableName, UniqueConstraint> constraints,
        CancellationToken cancellation
    )
    {
        var made = new OptionalValues();
        foreach (var subject in scene.Subjects.Where(s => s.Kind != SubjectKind.Shared && s.Where is null))
        {
            foreach (var constraint in constraints[subject.Name])
            {
                string[] columns = [.. constraint.Columns.Where(c => IsLeftNull(subject.Table, c))];
                if (columns.Length == 0 || scene.Proposals.GetValueOrDefault(subject) is not [var proposal, ..])
                    continue;
                try
                {
                    var sent = await scene.Population.Rows.ProposeAsync(
                        subject.Name,
                        proposal.Values,
                        filled: columns,
                        cancellation: cancellation
                    );
                    made._values[(subject.Name, constraint.Name)] = columns
                        .Where(c => sent.GetValueOrDefault(c) is { IsExpression: false, Text: not null })
                        .ToDictionary(c => c, c => sent[c], StringComparer.Ordinal);
                }
                catch (RowNotMadeException)
                {
                    // Without a valid row, the probes of this constraint use the existing rows unchanged.
                }
            }
        }
        return made;
    }

    /// <summary>
    /// Returns values for those columns of the constraint that are null in the row. If the constraint compares fields of JSON documents,
    /// returns a document for each JSON column instead.
    /// </summary>
    public IReadOnlyDictionary<string, RowValue> For(UniqueConstraint constraint, MadeRow row) =>
        constraint.DocumentKeys.Count > 0 ? Documents(constraint) : Columns(constraint, row);

    private static Dictionary<string, RowValue> Documents(UniqueConstraint constraint) =>
        constraint.DocumentKeys.ToDictionary(
            k => k.Key,
            k => RowValue.Literal(new JsonObject { [k.Value] = "usage-rls-1" }.ToJsonString()),
            StringComparer.Ordinal
        );

    private Dictionary<string, RowValue> Columns(UniqueConstraint constraint, MadeRow row) =>
        (_values.GetValueOrDefault((constraint.Table, constraint.Name)) ?? new Dictionary<string, RowValue>())
            .Where(v => row.Values.GetValueOrDefault(v.Key) is null)
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);

    private static bool IsLeftNull(Table table, string column) =>
        table.Find(column) is { IsNotNull: false, Default: null, IsGenerated: false, Identity: Identity.None }
        && !table.ForeignKeys.Any(k => k.Columns.Contains(column));
}
