using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces <c>and</c> by <c>or</c>, or <c>or</c> by <c>and</c>.</summary>
public sealed class AndOr : IRewriter
{
    /// <inheritdoc/>
    public string Name => "and / or";

    /// <inheritdoc/>
    public string Advice => "Test a row or a caller that meets exactly one of the conditions.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        from junction in sql.Junctions()
        from connector in junction.Connectors
        let other = junction.Word == "and" ? "or" : "and"
        let before = sql.TextOf(junction.Operands[junction.Connectors.ToList().IndexOf(connector)])
        select new Rewriting(
            $"{junction.Word} to {other} after {Shown.Shorten(before)}",
            sql.Replace(new Span(connector, connector), other)
        );
}
