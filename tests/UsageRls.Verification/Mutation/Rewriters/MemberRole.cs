using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Replaces the name of a membership role by the name of another membership role.</summary>
public sealed class MemberRole : IRewriter
{
    /// <inheritdoc/>
    public string Name => "member role";

    /// <inheritdoc/>
    public string Advice => "Test a member in each role, because the roles differ in what they may do.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        for (var i = 0; i < sql.Tokens.Count; i++)
        {
            if (
                sql.Tokens[i].Kind != TokenKind.Text
                || context.Constants.Roles.FirstOrDefault(r => SqlText.Literal(r) == sql.Tokens[i].Text) is not { } role
            )
            {
                continue;
            }

            foreach (var other in context.Constants.Roles.Where(r => r != role))
                yield return new($"{role} to {other}", sql.Replace(new Span(i, i), SqlText.Literal(other)));
        }
    }
}
