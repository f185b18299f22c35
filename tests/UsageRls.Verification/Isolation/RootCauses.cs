using Npgsql;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds breaches that follow from a leak in another table, whose rows a policy reads. Policy B of another table is the root cause of a
/// breach that policy A allows if this breach disappears when B is removed, but the breach that B allows remains when A is removed.
/// </summary>
/// <param name="connection">The administrator's connection, inside the transaction in which the breaches were observed.</param>
internal sealed class RootCauses(NpgsqlConnection connection)
{
    private const int Most = 12; // the largest number of causes: the breach of each cause is repeated without each other cause

    /// <summary>Returns the reports, with the root cause of each breach.</summary>
    public async Task<IReadOnlyList<TableReport>> AttributeAsync(IReadOnlyList<TableReport> reports, CancellationToken cancellation)
    {
        var roots = await FindAsync(
            reports.SelectMany(r => r.Breaches).Select(b => (b.Responsible, (Attempted?)IsolationCauses.Attempt(b))),
            cancellation
        );
        return
        [
            .. reports.Select(r => r with { Breaches = [.. r.Breaches.Select(b => b with { Responsible = Root(b.Responsible, roots) })] }),
        ];
    }

    /// <summary>Returns the breaches of attacks, with the root cause of each.</summary>
    public async Task<IReadOnlyList<AttackBreach>> AttributeAsync(IReadOnlyList<AttackBreach> breaches, CancellationToken cancellation)
    {
        var roots = await FindAsync(breaches.Select(b => (b.Responsible, b.Attempt)), cancellation);
        return [.. breaches.Select(b => b with { Responsible = Root(b.Responsible, roots) })];
    }

    private async Task<Dictionary<string, Responsible>> FindAsync(
        IEnumerable<(Responsible? Rule, Attempted? Attempt)> breaches,
        CancellationToken cancellation
    )
    {
        var causes = breaches
            .Where(b => b is { Rule.Undo: not "", Attempt: not null })
            .Select(b => (Rule: b.Rule!, Attempt: b.Attempt!))
            .DistinctBy(b => b.Rule.Object)
            .Take(Most)
            .ToArray();
        var roots = new Dictionary<string, Responsible>(StringComparer.Ordinal);
        foreach (var (rule, attempt) in causes)
        {
            foreach (var other in causes.Where(c => c.Attempt.Table != attempt.Table))
            {
                if (
                    await StandsWithoutAsync(attempt, other.Rule, cancellation)
                    || !await StandsWithoutAsync(other.Attempt, rule, cancellation)
                )
                {
                    continue;
                }

                roots[rule.Object] = other.Rule;
                break;
            }
        }
        return roots;
    }

    private Task<bool> StandsWithoutAsync(Attempted attempt, Responsible rule, CancellationToken cancellation) =>
        new Retry(connection, attempt).SucceedsAsync(rule.Undo, cancellation);

    private static Responsible? Root(Responsible? rule, Dictionary<string, Responsible> roots)
    {
        // Follow the chain of causes to its end; the limit guards against a cycle.
        for (var steps = 0; rule is not null && roots.TryGetValue(rule.Object, out var root) && steps < Most; steps++)
            rule = root;
        return rule;
    }
}
