using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces the whole expression of a policy by true, false, null or its negation.</summary>
public sealed class WholeCondition : IRewriter
{
    /// <inheritdoc/>
    public string Name => "whole condition";

    /// <inheritdoc/>
    public string Advice => "Try the policy's command as somebody whom it should let through, and as somebody whom it should not.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        context.Table is null
            ? []
            : [new("true", "true"), new("false", "false"), new("null", "null::boolean"), new("negated", $"not ({sql.Text})")];
}
