using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// What must hold for every table, whatever else an application allows: only members of a tenant see, add, change or remove its rows; only
/// a row's owner does with a personal row; nothing moves a row between tenants for a caller who is not in both; nobody joins a tenant alone.
/// </summary>
/// <param name="tenants">The tenants that were there before the statement: a new one belongs to nobody else.</param>
public sealed class UniversalRule(IReadOnlySet<(TenantModel Model, string Key)> tenants)
{
    /// <summary>Why the caller must not see the row; null where it may, or where the rule does not say.</summary>
    public string? AgainstSeeing(Standing caller, Subject subject, Belonging row)
    {
        // One's own membership is one's own to see, in whatever state it is.
        if (subject.Kind == SubjectKind.Memberships && row.User is not null && row.User == caller.User) return null;
        return Against(caller, subject, row);
    }

    /// <summary>Why the caller must not have made the change; null where it may, or where the rule does not say.</summary>
    public string? AgainstChanging(Standing caller, RowChange change)
    {
        var isOwnMembership = change.Table.Kind == SubjectKind.Memberships && change.Before is { User: { } member } && member == caller.User;
        // One may leave, and answer an invitation.
        if (isOwnMembership && (change.After is null || change.After?.Tenant == change.Before?.Tenant)) return null;
        return (change.Before is { } before ? Against(caller, change.Table, before) : null)
            ?? (change.After is { } after ? Against(caller, change.Table, after) : null);
    }

    private string? Against(Standing caller, Subject subject, Belonging row)
    {
        if (row.Tenant is { } tenant && subject.Tenancy is { } model)
        {
            if (!tenants.Contains((model, tenant)) || caller.IsMember(model, tenant)) return null;
            // Who founded a tenant may look at it.
            if (subject.Kind == SubjectKind.Tenants && row.User is not null && row.User == caller.User) return null;
            return $"is no member of tenant {tenant}";
        }

        if (row.User is not { } owner || subject.Kind == SubjectKind.Shared || owner == caller.User) return null;
        // What people of one tenant show each other is for the application to say.
        return caller.Colleagues.Contains(owner) ? null : $"is not the owner {owner}, nor in a tenant with them";
    }
}
