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
        where part.Sql is not null && !(part.Clause == "with check" && RepeatsUsing(target, policy))
        from rewriting in rewriter.Rewrite(new SqlExpression(part.Sql), new RewriteContext(target, target.TableOf(policy), constants))
        select new Mutant(
            Name,
            policy.Shown(target),
            $"{part.Clause}: {rewriting.Change}",
            $"alter policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql} {part.Clause} ({rewriting.Sql});"
        );

    // Whether a weaker WITH CHECK would allow the same updates: the present WITH CHECK repeats USING, and callers may update no column that
    // the expression reads, so each new row passes WITH CHECK if the old row passed USING. This is not certain if a trigger changes the
    // row, another permissive policy allows other rows, or a function reads the whole row. If claims check the catalog too, the mutant
    // always counts.
    private static bool RepeatsUsing(MutationTarget target, TargetPolicy policy) =>
        !target.HasContract
        && policy is { Command: "update", Using: { } condition }
        && policy.Check == condition
        && !condition.Contains(".*", StringComparison.Ordinal)
        && !target.Triggers.Any(t => t.TableOid == policy.TableOid)
        && target.Policies.Count(p => p.TableOid == policy.TableOid && p.Permissive && p.Command is "update" or "all") == 1
        && !target
            .Grants.Where(g => g.TableOid == policy.TableOid && g.Privilege == "update")
            .Any(g => g.Column is null || new SqlExpression(condition).Tokens.Any(t => t.IsName && t.Name == g.Column));
}
