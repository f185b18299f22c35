namespace UsageRls.Verification.Tenancy;

/// <summary>Which of a tenant's roles may do more, as far as their names say.</summary>
public static class RoleOrder
{
    // From the least to the most privileged role; the first of these words that a role's name contains decides.
    private static readonly string[][] s_words =
    [
        ["viewer", "guest", "reader", "read_only", "readonly", "observer", "freelancer", "client", "customer"],
        ["member", "user", "contributor", "commenter", "operator", "staff", "employee", "student", "agent"],
        ["editor", "writer", "planner", "author", "maintainer", "developer", "teacher"],
        ["manager", "lead", "supervisor", "director", "moderator", "billing"],
        ["admin"],
        ["owner", "founder", "superadmin", "super_admin"],
    ];

    /// <summary>How privileged a role is compared with others, judged by its name; null if the name does not tell.</summary>
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

    /// <summary>The roles, the most privileged first; in the given order where names do not tell.</summary>
    public static IReadOnlyList<string> MostPrivilegedFirst(IReadOnlyList<string> roles) =>
        roles.All(r => Rank(r) is not null) ? [.. roles.OrderByDescending(r => Rank(r))] : roles;
}
