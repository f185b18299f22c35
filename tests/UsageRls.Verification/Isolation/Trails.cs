using System.Text.RegularExpressions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds trails, such as an audit trail or billing records: append-only tables with a name that is usual for records. A cascade, trigger or
/// function that changes a trail's rows makes a change that no caller may make directly.
/// </summary>
internal static partial class Trails
{
    /// <summary>Returns the trails, judged by the statements that have run.</summary>
    public static IReadOnlySet<Subject> Find(IReadOnlyList<TriedOn> trials) =>
        AppendOnly(trials).Where(s => Records().IsMatch(s.Name.Name)).ToHashSet();

    /// <summary>
    /// Returns the append-only tables, judged by the statements that have run: users insert rows of tenants in their own name, and no
    /// statement on the table changes or deletes a row.
    /// </summary>
    public static IReadOnlySet<Subject> AppendOnly(IReadOnlyList<TriedOn> trials) =>
        trials
            .Where(t => t.Subject is { Kind: SubjectKind.Tenant, User: not null } && t.Trial.Outcome.IsAllowed)
            .GroupBy(t => t.Subject)
            .Where(g =>
                g.Any(t => t.Tried.Path.Command == Command.Insert && IsOwn(t))
                && !g.Any(t => t.Trial.Changes.Any(c => c.Table == t.Subject && c.Command is "update" or "delete"))
            )
            .Select(g => g.Key)
            .ToHashSet();

    /// <summary>Whether a caller is a member of the tenant and has the tenant's least privileged role, or its only role.</summary>
    public static bool IsLeast(Subject subject, Standing caller, string? tenant) =>
        tenant is not null
        && subject.Tenancy is { } model
        && caller.Memberships.TryGetValue((model.Tenants, tenant), out var role)
        && (model.Members?.Roles is not { Count: > 1 } roles || role == roles[^1]);

    /// <summary>
    /// Whether a change deletes or rewrites a trail's row of another author, in a tenant where the caller has the least privileged role.
    /// </summary>
    public static bool IsHarmed(IReadOnlySet<Subject> trails, Standing caller, RowChange change) =>
        trails.Contains(change.Table)
        && !change.IsSame
        && change.Before is { User: { } author } before
        && author != caller.User
        && IsLeast(change.Table, caller, before.Tenant);

    private static bool IsOwn(TriedOn tried) =>
        tried.Tried.Caller.User is { } user && tried.Trial.Changes.Any(c => c.Table == tried.Subject && c.After?.User == user);

    [GeneratedRegex(
        "event|log|audit|histor|ledger|usage|record|entr(y|ies)|trac|trail|activit|action|transact|payment|invoice|bill|charge|credit|debit"
            + "|meter|metric|measure|reading|telemetr|journal|receipt|consent|signature|movement|scan|vote|report|incident|call|click|hour",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Records();
}
