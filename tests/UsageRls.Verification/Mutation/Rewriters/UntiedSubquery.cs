using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces <c>a in (subquery)</c> by <c>exists (subquery)</c>: the condition no longer depends on the row's value.</summary>
public sealed class UntiedSubquery : IRewriter
{
    /// <inheritdoc/>
    public string Name => "untied subquery";

    /// <inheritdoc/>
    public string Advice => "As a member of one tenant, test a row of a tenant of which the caller is no member.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        from comparison in sql.Comparisons()
        where sql.TextOf(comparison.Operator).Equals("in", StringComparison.OrdinalIgnoreCase)
        let first = comparison.Right.First
        where first + 1 < sql.Tokens.Count && sql.Tokens[first].Kind == TokenKind.Open && sql.Tokens[first + 1].IsAny(["select", "with"])
        let whole = new Span(comparison.Left.First, comparison.Right.Last)
        select new Rewriting(
            $"{Shown.Shorten(sql.TextOf(whole))}: exists in place of in",
            sql.Replace(whole, $"exists {sql.TextOf(comparison.Right)}")
        );
}
