using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Removes one of several conditions joined by <c>and</c> or <c>or</c>.</summary>
public sealed class DroppedCondition : IRewriter
{
    /// <inheritdoc/>
    public string Name => "dropped condition";

    /// <inheritdoc/>
    public string Advice => "Test a row or a caller that fails only this condition (for an `or`: that meets only this condition).";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        from junction in sql.Junctions()
        where junction.Connectors.Count > 0
        from i in Enumerable.Range(0, junction.Operands.Count)
        let operand = junction.Operands[i]
        let gone = i == 0 ? new Span(operand.First, junction.Connectors[0]) : new Span(junction.Connectors[i - 1], operand.Last)
        select new Rewriting($"without {Shown.Shorten(sql.TextOf(operand))}", sql.Replace(gone, ""));
}
