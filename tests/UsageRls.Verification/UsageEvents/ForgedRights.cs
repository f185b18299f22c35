using System.Text.Json.Nodes;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents;

/// <summary>What a caller says of itself who would like to be somebody else, where the API passes it on.</summary>
internal static class ForgedRights
{
    private static readonly string[] s_tenant = ["x-org-id", "x-organization-id", "x-tenant-id", "x-workspace-id", "x-account-id"],
        s_user = ["x-user-id", "x-user"],
        s_role = ["x-role", "x-user-role"];

    /// <summary>As a token's metadata, which users edit or which once named other rights.</summary>
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

    /// <summary>As headers of the request, which the client chooses.</summary>
    /// <param name="organization">What those say that ask for a tenant, and those of no known name.</param>
    /// <param name="user">What those say that ask for a user.</param>
    /// <param name="names">Further names, as policies ask for them.</param>
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
