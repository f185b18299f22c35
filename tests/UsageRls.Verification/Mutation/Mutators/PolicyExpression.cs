using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Puts a defect into the <c>using</c> or <c>with check</c> expression of a policy.</summary>
public sealed class PolicyExpression(IRewriter rewriter) : IMutator
{
    /// <inheritdoc/>
    public string Name => rewriter.Name;

    /// <inheritdoc/>
    public string Advice => rewriter.Advice;

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from policy in target.Policies
        from part in ((string Clause, string? Sql)[])[("using", policy.Using), ("with check", policy.Check)]
        where part.Sql is not null
        from rewriting in rewriter.Rewrite(new SqlExpression(part.Sql), new RewriteContext(target, target.TableOf(policy), constants))
        select new Mutant(
            Name,
            policy.Shown(target),
            $"{part.Clause}: {rewriting.Change}",
            $"alter policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql} {part.Clause} ({rewriting.Sql});"
        );
}
