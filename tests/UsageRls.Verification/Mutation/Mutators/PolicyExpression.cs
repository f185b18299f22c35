using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Puts a defect into the <c>using</c> or <c>with check</c> expression of a policy.</summary>
public sealed class PolicyExpression(IRewriter rewriter) : IMutator
{
    private const string Using = "using";
    private const string Check = "with check";

    /// <inheritdoc/>
    public string Name => rewriter.Name;

    /// <inheritdoc/>
    public string Advice => rewriter.Advice;

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from policy in target.Policies
        from part in RepeatsUsing(target, policy)
            ? [(Clauses: [Using, Check], Sql: policy.Using)]
            : ((string[] Clauses, string? Sql)[])[([Using], policy.Using), ([Check], policy.Check)]
        where part.Sql is not null
        from rewriting in rewriter.Rewrite(new SqlExpression(part.Sql), new RewriteContext(target, target.TableOf(policy), constants))
        select new Mutant(
            Name,
            policy.Shown(target),
            $"{string.Join(" and ", part.Clauses)}: {rewriting.Change}",
            $"alter policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql} "
                + $"{string.Join(' ', part.Clauses.Select(clause => $"{clause} ({rewriting.Sql})"))};"
        );

    // Whether a defect that allows more in only one of USING and WITH CHECK would change nothing, so that a mutant changes both: WITH CHECK
    // repeats USING, and callers may update no column that the expression reads, so the new row passes WITH CHECK if and only if the old
    // row passes USING. This is not certain if a trigger changes the row, another permissive policy allows other rows, or a function reads
    // the whole row. If claims check the catalog too, each expression is mutated alone.
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
