using System.Text.Json.Nodes;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// Builds forged claims and headers that name another user, organisation or role, in the form in which PostgREST passes them on.
/// </summary>
internal static class ForgedRights
{
    private static readonly string[] s_tenant = ["x-org-id", "x-organization-id", "x-tenant-id", "x-workspace-id", "x-account-id"],
        s_user = ["x-user-id", "x-user"],
        s_role = ["x-role", "x-user-role"];

    /// <summary>
    /// Returns forged token metadata. Users can edit <c>user_metadata</c>; <c>app_metadata</c> in an old token can name privileges that the
    /// user has lost.
    /// </summary>
    public static JsonObject Metadata(Guid organization, Guid user) =>
        new()
        {
            ["role"] = DatabaseRole.ServiceRole,
            ["sub"] = user.ToString(),
            ["user_id"] = user.ToString(),
            ["org_id"] = organization.ToString(),
            ["organization_id"] = organization.ToString(),
            ["org_ids"] = new JsonArray(organization.ToString()),
            ["orgs"] = new JsonObject { [organization.ToString()] = "owner" },
        };

    /// <summary>Returns forged request headers, which the client chooses.</summary>
    /// <param name="organization">The value of the headers that name a tenant, and of the headers in <paramref name="names"/>.</param>
    /// <param name="user">The value of headers that name a user.</param>
    /// <param name="names">Further header names, for example those that policies read.</param>
    public static string Headers(string organization, string user, IEnumerable<string> names)
    {
        var headers = new JsonObject();
        foreach (var name in names.Concat(s_tenant))
            headers[name.ToLowerInvariant()] = organization;
        foreach (var name in s_user)
            headers[name] = user;
        foreach (var name in s_role)
            headers[name] = DatabaseRole.ServiceRole;
        return headers.ToJsonString();
    }
}
