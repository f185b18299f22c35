using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Compares a column with itself, as <c>user_id = user_id</c>, which is true for every row where the column is not null.</summary>
public sealed class SelfComparison : IRewriter
{
    /// <inheritdoc/>
    public string Name => "self-compare";

    /// <inheritdoc/>
    public string Advice => "Test a row whose value in exactly this column differs from the caller's value.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        foreach (var comparison in sql.Comparisons())
        {
            var (left, right) = (sql.TextOf(comparison.Left), sql.TextOf(comparison.Right));
            var whole = new Span(comparison.Left.First, comparison.Right.Last);
            foreach (var (side, text) in ((Span, string)[])[(comparison.Left, left), (comparison.Right, right)])
            {
                if (ColumnReference.Is(sql, side))
                    yield return new($"{Shown.Shorten(sql.TextOf(whole))}: {text} = {text}", sql.Replace(whole, $"{text} = {text}"));
            }
        }
    }
}
