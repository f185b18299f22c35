using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>
/// Makes a policy allow the rows of a fixed organisation: instead of the rows of the caller's organisations, or in addition to these.
/// </summary>
public sealed class ForeignOrganization : IRewriter
{
    /// <inheritdoc/>
    public string Name => "foreign organisation";

    /// <inheritdoc/>
    public string Advice => "As a caller who is no member of the fixed organisation, read its rows and insert a row into it.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        var tenants = context.Constants.Tenants;
        var columns = context.Table is { } table
            ? context
                .Target.ColumnsOf(table)
                .Where(c => c.References == tenants.Sql || c.References == tenants.ToString() || c.References == tenants.Name)
                .ToDictionary(c => c.Name, StringComparer.Ordinal)
            : [];
        string Id(string column) => $"{SqlText.Literal(context.Constants.Tenant)}::{columns[column].Type}";
        foreach (var name in columns.Keys)
            yield return new($"or {name} is a fixed organisation", $"({sql.Text}) or {SqlText.Identifier(name)} = {Id(name)}");

        foreach (var comparison in sql.Comparisons())
        {
            if (!ColumnReference.Is(sql, comparison.Left) || !columns.ContainsKey(sql.Tokens[comparison.Left.Last].Name))
                continue;
            var whole = new Span(comparison.Left.First, comparison.Right.Last);
            yield return new(
                $"{Shown.Shorten(sql.TextOf(whole))}: a fixed organisation",
                sql.Replace(whole, $"{sql.TextOf(comparison.Left)} = {Id(sql.Tokens[comparison.Left.Last].Name)}")
            );
        }
    }
}
