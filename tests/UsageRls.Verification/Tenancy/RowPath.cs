using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// The path from a row to its tenant or user: a column of the row itself, or of a row to which a chain of foreign keys leads.
/// </summary>
/// <param name="Steps">The foreign keys to follow, beginning at the row's table; empty if the column is in the row itself.</param>
/// <param name="Column">The column that names the tenant or the user, at the end of the path.</param>
public sealed record RowPath(IReadOnlyList<ForeignKey> Steps, string Column)
{
    /// <summary>The expression that replaces the column, as <c>(storage.foldername(name))[1]</c>; null for most paths.</summary>
    public string? Expression { get; init; }

    /// <summary>
    /// The value with which <see cref="Column"/> names a tenant or user, as SQL in which <c>:'id'</c> stands for the id of that tenant or
    /// user, or of the row of <see cref="Record"/>; null if the value is the id itself, or if no such value is known.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>
    /// The row of another table that <see cref="Expression"/> names, and that belongs to the tenant or user: the first folder of a file may
    /// name a project; null for most paths.
    /// </summary>
    public NamedRow? Record { get; init; }

    /// <summary>
    /// Returns an SQL expression of type text for the id of a row's tenant or user; the expression is null if a column on the path is null.
    /// </summary>
    /// <param name="alias">The alias of the row's table in the query.</param>
    public string ToSql(string alias)
    {
        var sql =
            Record is not null ? Record.ToSql(Expression!)
            : Expression is not null ? $"({Expression})::text"
            : $"{(Steps.Count == 0 ? alias : $"p{Steps.Count}")}.{SqlText.Identifier(Column)}::text";
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

    /// <summary>Returns the path as in the intent file: <c>task_id -> public.tasks.project_id -> public.projects.team_id</c>.</summary>
    public override string ToString() =>
        string.Concat(Steps.Select(s => $"{string.Join(", ", s.Columns)} -> {s.Parent}."))
        + (Expression ?? Column)
        + (Record is null ? "" : $" -> {Record}");
}

/// <summary>A row that an expression names by its key, and that belongs to a tenant or user.</summary>
/// <param name="Table">The row's table.</param>
/// <param name="Key">The table's key column.</param>
/// <param name="Path">The path from the row to its tenant or user.</param>
public sealed record NamedRow(TableName Table, string Key, RowPath Path)
{
    /// <summary>
    /// Returns an SQL expression of type text for the id of the tenant or user of the row that an expression names; of several rows, the
    /// least id.
    /// </summary>
    public string ToSql(string expression) =>
        $"(select (select {Path.ToSql("r")} from {Table.Sql} as r where r.{SqlText.Identifier(Key)}::text = named.id order by 1 limit 1) "
        + $"from (select ({expression})::text as id) as named)";

    /// <summary>Returns the row and the path as in the intent file: <c>public.projects.team_id</c>.</summary>
    public override string ToString() => $"{Table}.{Path}";
}
