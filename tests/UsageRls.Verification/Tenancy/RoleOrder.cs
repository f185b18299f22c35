namespace UsageRls.Verification.Tenancy;

/// <summary>Orders the roles of members by privilege, judged by their names.</summary>
public static class RoleOrder
{
    // The ranks, from the least to the most privileged. If a role's name contains words of several ranks, the highest rank counts.
    private static readonly string[][] s_words =
    [
        ["viewer", "guest", "reader", "read_only", "readonly", "observer", "freelancer", "client", "customer"],
        ["member", "user", "contributor", "commenter", "operator", "staff", "employee", "student", "agent"],
        ["editor", "writer", "planner", "author", "maintainer", "developer", "teacher"],
        ["manager", "lead", "supervisor", "director", "moderator", "billing"],
        ["admin"],
        ["owner", "founder", "superadmin", "super_admin"],
    ];

    /// <summary>Returns how privileged a role is, judged by its name; higher is more privileged, null if the name is unknown.</summary>
    public static int? Rank(string role)
    {
        for (var rank = s_words.Length - 1; rank >= 0; rank--)
        {
            if (s_words[rank].Any(word => role.Contains(word, StringComparison.OrdinalIgnoreCase)))
                return rank;
        }
        return role switch
        {
            "true" => 1,
            "false" => 0,
            _ => null,
        };
    }

    /// <summary>Returns the roles with the most privileged first; in the given order if a role's rank is unknown.</summary>
    public static IReadOnlyList<string> MostPrivilegedFirst(IReadOnlyList<string> roles) =>
        roles.All(r => Rank(r) is not null) ? [.. roles.OrderByDescending(r => Rank(r))] : roles;
}
