using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Describes callers and rows in words for the timeline and the coverage report.</summary>
internal static class AccessWords
{
    /// <summary>
    /// Names the group of callers to which the caller belongs, in relation to the row: <c>members (admin)</c>,
    /// <c>others who are signed in</c>, <c>no token</c>.
    /// </summary>
    public static string Who(Standing caller, Subject subject, Belonging row) =>
        caller.Caller.Role != DatabaseRole.Authenticated ? caller.Caller.Name
        : row.Tenant is { } tenant && subject.Tenancy is { } model && caller.Memberships.TryGetValue((model.Tenants, tenant), out var role)
            ? role == "" ? "members"
                : $"members ({role})"
        : row.Tenant is null && row.User is not null && row.User == caller.User ? "everybody signed in"
        : "others who are signed in";

    /// <summary>
    /// Describes to whom the row belongs, from the caller's point of view, for example <c>own rows of their tenant</c>; <c>any tenant</c>
    /// means that the caller is no member of the row's tenant.
    /// </summary>
    public static string Rows(Standing caller, Subject subject, Belonging row)
    {
        var isOwn = row.User is not null && row.User == caller.User;
        if (row.Tenant is null && isOwn)
            return "own rows";
        if (row.Tenant is null)
            return row.User is null ? "rows of nobody" : "other people's rows";
        var isMember = subject.Tenancy is { } model && caller.IsMember(model, row.Tenant);
        var whose = isMember ? "their tenant" : "any tenant";
        return subject.User is null ? $"rows of {whose}"
            : isOwn ? $"own rows of {whose}"
            : $"others' rows of {whose}";
    }
}
