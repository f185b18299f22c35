using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces a column by another column of the same table and type.</summary>
public sealed class SwappedColumn : IRewriter
{
    /// <inheritdoc/>
    public string Name => "swapped column";

    /// <inheritdoc/>
    public string Advice => "Test rows with different values in the two columns, where one value is the caller's.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        from reference in ColumnReference.In(sql, context)
        from other in context.Target.Columns
        where other.TableOid == reference.Column.TableOid && other.Type == reference.Column.Type && other.Name != reference.Column.Name
        let at = new Span(reference.Token, reference.Token)
        select new Rewriting(
            $"{reference.Column.Name} to {other.Name}{Place(sql, reference.Token)}",
            sql.Replace(at, SqlText.Identifier(other.Name))
        );

    private static string Place(SqlExpression sql, int token)
    {
        var from = Math.Max(0, token - 4);
        return $" in {Shown.Shorten(sql.TextOf(new Span(from, Math.Min(sql.Tokens.Count - 1, token + 3))))}";
    }
}
