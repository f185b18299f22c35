using System.Text.RegularExpressions;

namespace UsageRls.Verification.Tenancy;

/// <summary>Lists common names of tables and columns, and what they suggest. Policies and foreign keys count more than names.</summary>
internal static partial class TenancyWords
{
    private static readonly string[] s_acceptances = ["accepted", "confirmed", "joined", "agreed", "consented", "yes"];

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

    /// <summary>Whether a table's name suggests that it holds tenants.</summary>
    public static bool IsTenants(string table) =>
        Words(table) is [.., var last] && s_tenants.Contains(Singular(last), StringComparer.Ordinal);

    /// <summary>Whether a column's name suggests that its user accepts an invitation by setting it, as <c>said_yes</c>.</summary>
    public static bool IsAcceptance(string column) => Words(column).Any(s_acceptances.Contains);

    /// <summary>Whether a table's name suggests that it holds memberships.</summary>
    public static bool IsMembers(string table) => Words(table).Any(w => s_members.Contains(Singular(w), StringComparer.Ordinal));

    /// <summary>
    /// Whether a table's name suggests grants of access to single rows, such as shares, or reactions of users to rows, such as votes.
    /// </summary>
    public static bool IsGrants(string table) =>
        Words(table) is [.., var last] && s_grants.Contains(Singular(last), StringComparer.Ordinal);

    /// <summary>Whether a column's name suggests that it names a row's author or owner.</summary>
    public static bool IsAuthor(string column) => s_authors.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a column's name suggests a user other than the row's author or owner.</summary>
    public static bool IsOtherUser(string column) => s_otherUsers.Any(w => column.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the usual names of a column that refers to a table, as <c>organization_id</c> and <c>team_id</c>.</summary>
    public static IEnumerable<string> KeysTo(string table)
    {
        var singular = string.Join('_', [.. Words(table).SkipLast(1), Singular(Words(table)[^1])]);
        string[] names = singular is "organization" or "organisation" or "org" ? ["organization", "organisation", "org"] : [singular];
        return names
            .Append(table)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(n => new[] { n + "_id", n + "_uuid", n + "Id", "owner_" + n });
    }

    /// <summary>Returns the singular of a word with a regular plural.</summary>
    public static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && word.Length > 3 ? word[..^1]
        : word;

    /// <summary>Whether a name or a condition suggests that a row is public, as <c>listed</c> or <c>visibility = 'world'</c>.</summary>
    public static bool SayPublic(string text) => Public().IsMatch(text);

    /// <summary>Whether a policy's name says that the rows are for everybody.</summary>
    public static bool SayEverybody(string name) => Everybody().IsMatch(name);

    private static string[] Words(string name)
    {
        var spaced = string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? "_" + c : c.ToString()));
        return spaced.ToLowerInvariant().Split(['_', ' ', '-', '.'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? words
            : [name];
    }

    [GeneratedRegex(
        "public|publish|visib|shar|listed|discover|featured|template|global|system|demo|everyone|everybody|anyone|anybody|open",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Public();

    [GeneratedRegex("everyone|everybody|anyone|anybody", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Everybody();
}
