using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller, and where it stands: read from the rows of the database, never from a plan.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Memberships">The tenants that it is a member of, by a row that counts, with its role there.</param>
/// <param name="Colleagues">The users who are members of one of those tenants too.</param>
public sealed record Standing(
    Caller Caller,
    IReadOnlyDictionary<(TableName Tenants, string Key), string> Memberships,
    IReadOnlySet<string> Colleagues
)
{
    /// <summary>
    /// The tenants that are part of one that it is a member of, as the workspaces of an
    /// organisation: what it may do there is for the application to say.
    /// </summary>
    public IReadOnlySet<(TableName Tenants, string Key)> Below { get; init; } = new HashSet<(TableName, string)>();

    /// <summary>The tenants of which it has a membership that does not count, as one that has ended.</summary>
    public IReadOnlySet<(TableName Tenants, string Key)> Lapsed { get; init; } = new HashSet<(TableName, string)>();

    /// <summary>The caller's user id as text; null for nobody.</summary>
    public string? User => Caller.UserId?.ToString();

    /// <summary>Whether it is a member of the tenant.</summary>
    public bool IsMember(TenantModel model, string tenant) => Memberships.ContainsKey((model.Tenants, tenant));

    /// <summary>Whether the tenant is part of one that it is a member of.</summary>
    public bool IsAbove(TenantModel model, string tenant) => Below.Contains((model.Tenants, tenant));

    /// <summary>
    /// Whether it is a member of the tenant above the row's, or of the other tenant that the
    /// row ties to it: what it may do is for the application to say.
    /// </summary>
    public bool IsBeside(Subject subject, Belonging row) =>
        row.Tenant is { } tenant
        && subject.Tenancy is { } model
        && !IsMember(model, tenant)
        && (IsAbove(model, tenant) || (row.Also is { } also && subject.AlsoTenant is { } other && IsMember(other.Model, also)));

    /// <summary>Its role in a tenant, for a person: <c>member (admin)</c>, <c>member</c>, or <c>no member</c>.</summary>
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
