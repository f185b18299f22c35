using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds sequences of statements by which a member does more in its own tenant than its role permits: the member gives the most privileged
/// role to itself or to a new member, or admits a new member.
/// </summary>
internal sealed class MembershipGains(AttackScene scene)
{
    /// <summary>
    /// Returns the breaches if a successful sequence gave the caller or a newcomer the most privileged role, or admitted a stranger.
    /// </summary>
    public IEnumerable<AttackBreach> Of(Standing caller, SequenceStep[] steps, Trial trial) =>
        new[] { Promotion(caller, steps, trial), Admission(caller, steps, trial) }.OfType<AttackBreach>();

    /// <summary>
    /// Returns a breach if the caller has the most privileged role after a sequence and did not have this role before; otherwise null.
    /// Also returns null if <see cref="SequenceStep.IsPromotion"/> is true for a step: <see cref="Of"/> judges that step.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="steps">The sequence.</param>
    /// <param name="look">The result of the query on all watched tables after the sequence.</param>
    /// <param name="before">The rows that this query returned before the sequence.</param>
    public AttackBreach? Own(Standing caller, SequenceStep[] steps, Trial look, IReadOnlySet<string> before)
    {
        if (steps.Any(s => s.IsPromotion))
            return null;
        foreach (
            var line in VisibleKeys
                .Looked(look)
                .Where(l => l.StartsWith(AttackScene.OwnRole, StringComparison.Ordinal) && !before.Contains(l))
        )
        {
            var (tenant, role) = (line.Split(' ')[1], line.Split(' ', 3)[2]);
            var model = scene.Population.Application.Models.FirstOrDefault(m =>
                m.Members is { Roles: [var top, _, ..] } && top == role && caller.Memberships.ContainsKey((m.Tenants, tenant))
            );
            if (model is null)
                continue;
            return new AttackBreach(
                "promotion",
                Severity.High,
                model.Members!.Table.ToString(),
                caller.ToString(),
                $"{string.Join(", then ", steps.Select(s => s.Says))}, and so gets the role {role} in its own tenant",
                $"Allow these steps, which give the role {role}, only to members of the tenant who already have a privileged role: "
                    + $"{string.Join("; ", steps.Select(s => s.Says).Distinct())}.",
                look.ToSql()
            )
            {
                Attempt = steps[0].Attempt(caller),
            };
        }
        return null;
    }

    // The application decides who may admit members, so an admission is reported with severity medium, and only if a member in the least
    // privileged role can admit the stranger.
    private static AttackBreach? Admission(Standing caller, SequenceStep[] steps, Trial trial) =>
        steps is [{ LetsStrangerIn: true, IsPromotion: false }]
        && trial.Changes.FirstOrDefault(c => c.Table.Name == steps[0].Table) is { After: { } after } change
        && Trails.IsLeast(change.Table, caller, after.Tenant)
            ? new AttackBreach(
                "admission",
                Severity.Medium,
                change.Table.ToString(),
                caller.ToString(),
                $"{steps[0].Says}, and so makes a stranger a member of the tenant, although the caller has the least privileged role",
                $"If not every member may add members, check the caller's role in WITH CHECK of {change.Table}.",
                trial.ToSql()
            )
            {
                Attempt = steps[0].Attempt(caller),
            }
            : null;

    private AttackBreach? Promotion(Standing caller, SequenceStep[] steps, Trial trial)
    {
        if (!steps[^1].IsPromotion || trial.Changes.FirstOrDefault(c => c.Table.Name == steps[^1].Table) is not { } change)
            return null;
        if (
            change is not { After.Tenant: { } tenant, Counts: true }
            || change.Table.Tenancy is not { Members: { Role: { } column, Roles: var roles } } model
            || scene.Rule.AgainstChanging(caller, change) is not null
        )
        {
            return null;
        }

        if (
            !caller.Memberships.TryGetValue((model.Tenants, tenant), out var role)
            || !(RoleOrder.Rank(role) < RoleOrder.Rank(roles[0]))
            || !scene.Texts.All.Any(t => RuleTexts.Names(t, column))
        )
        {
            return null;
        }

        return new AttackBreach(
            "promotion",
            Severity.High,
            change.Table.ToString(),
            caller.ToString(),
            $"{steps[^1].Says}, and so gives {(change.After?.User == caller.User ? "itself" : "a newcomer")} the role {roles[0]}",
            $"Allow only members of the tenant who have a privileged role to write {column} of {change.Table}: revoke insert and "
                + "update on that column, or check the caller's role in WITH CHECK.",
            trial.ToSql()
        )
        {
            Attempt = steps.Length == 1 ? steps[0].Attempt(caller) : null,
        };
    }
}
