using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Tables of tenants to which people add rows in their own name, and of which no statement changes or deletes any: an audit trail, what is
/// billed. A cascade, a trigger or a function that changes them does what no caller may do directly.
/// </summary>
internal static class Trails
{
    /// <summary>Those tables, by what was tried.</summary>
    public static IReadOnlySet<Subject> Of(IReadOnlyList<TriedOn> trials) =>
        trials
            .Where(t => t.Subject is { Kind: SubjectKind.Tenant, User: not null } && t.Trial.Outcome.IsAllowed)
            .GroupBy(t => t.Subject)
            .Where(g =>
                g.Any(t => t.Tried.Path.Command == Command.Insert && IsOwn(t))
                && !g.Any(t => t.Trial.Changes.Any(c => c.Table == t.Subject && c.Command is "update" or "delete"))
            )
            .Select(g => g.Key)
            .ToHashSet();

    /// <summary>Whether a caller is in the tenant by its least privileged role.</summary>
    public static bool IsLeast(Subject subject, Standing caller, string? tenant) =>
        tenant is not null
        && subject.Tenancy is { } model
        && caller.Memberships.TryGetValue((model.Tenants, tenant), out var role)
        && (model.Members?.Roles is not { Count: > 1 } roles || role == roles[^1]);

    /// <summary>
    /// Whether a change takes or rewrites a row of a trail that another person made, in a
    /// tenant where the caller has the least privileged role.
    /// </summary>
    public static bool IsHarmed(IReadOnlySet<Subject> trails, Standing caller, RowChange change) =>
        trails.Contains(change.Table)
        && !change.IsSame
        && change.Before is { User: { } author } before
        && author != caller.User
        && IsLeast(change.Table, caller, before.Tenant);

    private static bool IsOwn(TriedOn tried) =>
        tried.Tried.Caller.User is { } user && tried.Trial.Changes.Any(c => c.Table == tried.Subject && c.After?.User == user);
}
