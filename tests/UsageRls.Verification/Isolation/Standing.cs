using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller with its memberships, as read from the rows of the database.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Memberships">The tenants of which the caller is a member, by a membership that counts, each with the caller's role.</param>
/// <param name="Colleagues">The users who are members of at least one of the caller's tenants, or of a part of one.</param>
public sealed record Standing(
    Caller Caller,
    IReadOnlyDictionary<(TableName Tenants, string Key), string> Memberships,
    IReadOnlySet<string> Colleagues
)
{
    /// <summary>
    /// The tenants that are part of a tenant of the caller, such as the workspaces of an organisation, and of which the caller is no
    /// member. The application decides what the caller may do there.
    /// </summary>
    public IReadOnlySet<(TableName Tenants, string Key)> Below { get; init; } = new HashSet<(TableName, string)>();

    /// <summary>The tenants in which the caller has a membership that does not count, such as one that has ended.</summary>
    public IReadOnlySet<(TableName Tenants, string Key)> Lapsed { get; init; } = new HashSet<(TableName, string)>();

    /// <summary>Whether the caller may access the rows of other users. The application decides which access the caller has.</summary>
    public bool IsStaff { get; init; }

    /// <summary>The tenants to which the caller has an open invitation, and the tenants that are part of these tenants.</summary>
    public IReadOnlySet<(TableName Tenants, string Key)> Invited { get; init; } = new HashSet<(TableName, string)>();

    /// <summary>The ids of the members of the tenants to which the caller is invited.</summary>
    public IReadOnlySet<string> Inviters { get; init; } = new HashSet<string>();

    /// <summary>The users with a membership that does not count, such as an ended one, in a tenant of the caller or a part of it.</summary>
    public IReadOnlySet<string> LapsedColleagues { get; init; } = new HashSet<string>();

    /// <summary>The caller's user id as text; null for a caller without a user.</summary>
    public string? User => Caller.UserId?.ToString();

    /// <summary>Whether the caller is a member of the tenant.</summary>
    public bool IsMember(TenantModel model, string tenant) => Memberships.ContainsKey((model.Tenants, tenant));

    /// <summary>Whether the caller is no member of the tenant, but of a tenant of which this tenant is part.</summary>
    public bool IsAbove(TenantModel model, string tenant) => Below.Contains((model.Tenants, tenant));

    /// <summary>
    /// Whether the caller is no member of the row's tenant, but a member of a tenant of which the row's tenant is part, or of a second
    /// tenant to which the row also belongs. The application decides what the caller may do with such a row.
    /// </summary>
    public bool IsBeside(Subject subject, Belonging row) =>
        row.Tenant is { } tenant
        && subject.Tenancy is { } model
        && !IsMember(model, tenant)
        && (IsAbove(model, tenant) || (row.Also is { } also && subject.AlsoTenant is { } other && IsMember(other.Model, also)));

    /// <summary>
    /// The caller's role in a tenant in words: <c>member (admin)</c>, <c>member</c>, <c>no member</c>, or
    /// <c>member of the tenant above</c>.
    /// </summary>
    public string RoleIn(TenantModel model, string tenant) =>
        !Memberships.TryGetValue((model.Tenants, tenant), out var role)
            ? IsAbove(model, tenant)
                ? "member of the tenant above"
                : "no member"
            : role == ""
                ? "member"
                : $"member ({role})";

    /// <inheritdoc/>
    public override string ToString() => Caller.Name;
}
