using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller, and where it stands: read from the rows of the database, never from a plan.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Memberships">The tenants that it is a member of, by a row that counts, with its role there.</param>
/// <param name="Colleagues">The users who are members of one of those tenants too.</param>
public sealed record Standing(Caller Caller, IReadOnlyDictionary<(TableName Tenants, string Key), string> Memberships, IReadOnlySet<string> Colleagues)
{
    /// <summary>The caller's user id as text; null for nobody.</summary>
    public string? User => Caller.UserId?.ToString();

    /// <summary>Whether it is a member of the tenant.</summary>
    public bool IsMember(TenantModel model, string tenant) => Memberships.ContainsKey((model.Tenants, tenant));

    /// <summary>Its role in a tenant, for a person: <c>member (admin)</c>, <c>member</c>, or <c>no member</c>.</summary>
    public string RoleIn(TenantModel model, string tenant) =>
        !Memberships.TryGetValue((model.Tenants, tenant), out var role) ? "no member" : role == "" ? "member" : $"member ({role})";

    /// <inheritdoc/>
    public override string ToString() => Caller.Name;
}
