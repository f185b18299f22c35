using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>How a row names its tenant or user: by a column of its own, or of a row that a chain of foreign keys leads to.</summary>
/// <param name="Steps">The foreign keys to follow, from the row's table on; empty if the column is the row's own.</param>
/// <param name="Column">The column that names the tenant, or the user.</param>
public sealed record RowPath(IReadOnlyList<ForeignKey> Steps, string Column)
{
    /// <summary>An expression over the row in place of a column, as <c>(storage.foldername(name))[1]</c>; null for most.</summary>
    public string? Expression { get; init; }

    /// <summary>
    /// What <see cref="Column"/> must hold for a given tenant or user, as SQL with the
    /// variable <c>:'id'</c>; null if it is the id itself.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>The value as an SQL expression of type text; null if the path ends in a null.</summary>
    /// <param name="alias">The alias of the row's table in the query.</param>
    public string ToSql(string alias)
    {
        if (Expression is not null)
            return $"({Expression})::text";
        var sql = $"{(Steps.Count == 0 ? alias : $"p{Steps.Count}")}.{SqlText.Identifier(Column)}::text";
        for (var i = Steps.Count; i > 0; i--)
        {
            var (step, child) = (Steps[i - 1], i == 1 ? alias : $"p{i - 1}");
            var on = step.Columns.Zip(
                step.ParentColumns,
                (own, parent) => $"p{i}.{SqlText.Identifier(parent)} = {child}.{SqlText.Identifier(own)}"
            );
            sql = $"(select {sql} from {step.Parent.Sql} as p{i} where {string.Join(" and ", on)})";
        }
        return sql;
    }

    /// <summary>For a person, as in the intent file: <c>task_id -> public.tasks.project_id -> public.projects.team_id</c>.</summary>
    public override string ToString() =>
        Expression ?? string.Concat(Steps.Select(s => $"{string.Join(", ", s.Columns)} -> {s.Parent}.")) + Column;
}
