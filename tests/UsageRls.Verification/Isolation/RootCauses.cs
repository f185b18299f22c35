using Npgsql;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds breaches that follow from a leak in another table, whose rows a policy reads. Let A and B be the causes (policies, flags or
/// grants) of two breaches on different tables. B is the root cause of both breaches if the breach that A causes disappears when B is
/// undone, but the breach that B causes remains when A is undone.
/// </summary>
/// <param name="connection">The administrator's connection, inside the transaction in which the breaches were observed.</param>
internal sealed class RootCauses(NpgsqlConnection connection)
{
    private const int Most = 12; // limits the pairs of causes: for each pair, up to two statements are repeated

    /// <summary>Returns the reports; each breach has its root cause, if one was found, instead of its own cause.</summary>
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

    /// <summary>Returns the breaches of attacks; each has its root cause, if one was found, instead of its own cause.</summary>
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
