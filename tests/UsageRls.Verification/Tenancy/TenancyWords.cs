namespace UsageRls.Verification.Tenancy;

/// <summary>Common names of tables and columns in applications, and what they suggest. Policies and foreign keys weigh more.</summary>
internal static class TenancyWords
{
    private static readonly string[] s_tenants =
    [
        "organization",
        "organisation",
        "org",
        "account",
        "team",
        "group",
        "tenant",
        "workspace",
        "company",
        "site",
        "agency",
        "club",
        "school",
        "household",
        "family",
        "shop",
        "store",
        "business",
        "clinic",
        "customer",
        "client",
        "community",
        "department",
        "firm",
        "brand",
        "league",
        "space",
        "studio",
        "restaurant",
        "property",
        "practice",
        "vendor",
        "merchant",
        "partner",
        "franchise",
        "branch",
        "institution",
        "association",
        "church",
        "lab",
    ];

    private static readonly string[] s_members =
    [
        "member",
        "membership",
        "staff",
        "operator",
        "employee",
        "user",
        "participant",
        "collaborator",
        "people",
        "person",
        "role",
        "assignment",
        "seat",
        "enrollment",
        "access",
        "profile",
    ];

    private static readonly string[] s_grants =
    [
        "share",
        "invite",
        "invitation",
        "reaction",
        "like",
        "vote",
        "comment",
        "follow",
        "follower",
        "favorite",
        "favourite",
        "bookmark",
        "read",
        "view",
        "subscription",
        "attendee",
        "rsvp",
        "watcher",
        "rating",
        "review",
        "message",
        "request",
    ];

    private static readonly string[] s_authors =
    [
        "user_id",
        "owner_id",
        "owner",
        "author_id",
        "author",
        "created_by",
        "creator_id",
        "creator",
        "written_by",
        "drawn_up_by",
        "posted_by",
        "submitted_by",
        "uploaded_by",
        "profile_id",
        "uid",
        "user",
        "user_uuid",
        "account_user_id",
        "added_by",
    ];

    private static readonly string[] s_otherUsers =
    [
        "assignee",
        "assigned",
        "invited",
        "approved",
        "reviewed",
        "reviewer",
        "updated",
        "modified",
        "deleted",
        "receiver",
        "recipient",
        "target",
        "granted",
        "to_user",
        "manager",
        "contact",
    ];

    /// <summary>Whether a table is called like one of tenants.</summary>
    public static bool IsTenants(string table) =>
        Words(table) is [.., var last] && s_tenants.Contains(Singular(last), StringComparer.Ordinal);

    /// <summary>Whether a table is called like one of memberships.</summary>
    public static bool IsMembers(string table) => Words(table).Any(w => s_members.Contains(Singular(w), StringComparer.Ordinal));

    /// <summary>Whether a table is called like one that opens single rows, or that tells of what users do to them.</summary>
    public static bool IsGrants(string table) =>
        Words(table) is [.., var last] && s_grants.Contains(Singular(last), StringComparer.Ordinal);

    /// <summary>Whether a column is called like an author's or owner's.</summary>
    public static bool IsAuthor(string column) => s_authors.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a column is called like one that names a user whose row it is not.</summary>
    public static bool IsOtherUser(string column) => s_otherUsers.Any(w => column.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names that a column has that refers to a table, as <c>organization_id</c> and <c>team_id</c>.</summary>
    public static IEnumerable<string> KeysTo(string table)
    {
        var singular = string.Join('_', [.. Words(table).SkipLast(1), Singular(Words(table)[^1])]);
        string[] names = singular is "organization" or "organisation" or "org" ? ["organization", "organisation", "org"] : [singular];
        return names
            .Append(table)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(n => new[] { n + "_id", n + "_uuid", n + "Id", "owner_" + n });
    }

    /// <summary>A word in the singular, where it is regular enough.</summary>
    public static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && word.Length > 3 ? word[..^1]
        : word;

    private static string[] Words(string name)
    {
        var spaced = string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? "_" + c : c.ToString()));
        return spaced.ToLowerInvariant().Split(['_', ' ', '-', '.'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? words
            : [name];
    }
}
