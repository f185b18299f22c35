using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces the whole expression of a policy by true, false, null or its negation.</summary>
public sealed class WholeCondition : IRewriter
{
    /// <inheritdoc/>
    public string Name => "whole condition";

    /// <inheritdoc/>
    public string Advice => "Test the policy's command as a caller whom the policy must allow, and as a caller whom it must deny.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        context.Table is null
            ? []
            : [new("true", "true"), new("false", "false"), new("null", "null::boolean"), new("negated", $"not ({sql.Text})")];
}
