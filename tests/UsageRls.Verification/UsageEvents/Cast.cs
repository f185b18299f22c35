using System.Text.Json.Nodes;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The world and the callers of the access matrix: three organisations, users with different memberships, and callers with
/// usual and unusual tokens. The data is fixed, so that the matrix is the same in every run.
/// </summary>
public static class Cast
{
    private static readonly List<User> s_users = [];
    private static readonly List<Membership> s_memberships = [];
    private static readonly List<Membership> s_former = [];
    private static readonly List<UsageEvent> s_events = [];

    private static readonly User s_olivia = Person("olivia"),
        s_adam = Person("adam"),
        s_mia = Person("mia"),
        s_colin = Person("colin"),
        s_tess = Person("tess"),
        s_stan = Person("stan"),
        s_fred = Person("fred"),
        s_ann = Person("ann"),
        s_andy = Person("andy"),
        s_gina = Person("gina");

    // Ids of users without a row in auth.users, whose tokens are still valid.
    private static readonly Guid s_deleted = Id('d', 1),
        s_nobody = Id('d', 2);

    /// <summary>The organisation that the matrix calls the caller's own, even if the caller is no member of it.</summary>
    public static Organization Home { get; } = new(Id('0', 1), "Acme", "acme");

    /// <summary>The organisation whose only member is <c>gina</c>.</summary>
    public static Organization Foreign { get; } = new(Id('0', 2), "Globex", "globex");

    /// <summary>The second organisation of the caller who is a member of two organisations.</summary>
    public static Organization Second { get; } = new(Id('0', 3), "Initech", "initech");

    /// <summary>An id that belongs to no organisation.</summary>
    public static Guid Nowhere { get; } = Id('0', 9);

    /// <summary>A member of <see cref="Home"/> who is never a caller of the matrix.</summary>
    public static User Colleague => s_colin;

    /// <summary>The member of <see cref="Foreign"/>.</summary>
    public static User Foreigner => s_gina;

    /// <summary>The organisations, users, memberships and usage events of the matrix.</summary>
    public static World World { get; } = Assemble();

    /// <summary>All callers of the matrix.</summary>
    /// <param name="owner">The role that owns the table.</param>
    public static IReadOnlyList<Caller> Callers(string owner) =>
        [
            Caller.NoToken,
            Caller.SignedIn("anon role with a user's claims", s_mia.Id) with
            {
                Role = DatabaseRole.Anon,
            },
            Caller.SignedIn("owner of the organisation", s_olivia.Id),
            Caller.SignedIn("admin of the organisation", s_adam.Id),
            Caller.SignedIn("member", s_mia.Id),
            Caller.SignedIn("member of two organisations", s_tess.Id),
            Caller.SignedIn("member of none", s_stan.Id),
            Caller.SignedIn("former member", s_fred.Id),
            Caller.SignedIn("member whose user was deleted", s_deleted),
            Caller.SignedIn("anonymous sign-in, member", s_ann.Id, c => c["is_anonymous"] = true),
            Caller.SignedIn("anonymous sign-in, member of none", s_andy.Id, c => c["is_anonymous"] = true),
            Odd("no claims", null),
            Odd("empty claims", "{}"),
            Odd("claims that are JSON null", "null"),
            Odd("malformed claims", "{\"sub\": \"" + s_mia.Id, readable: false),
            Odd("claims without sub", """{"role":"authenticated","aud":"authenticated"}"""),
            Odd("empty sub", """{"role":"authenticated","sub":""}""", readable: false),
            Odd("sub that is no uuid", """{"role":"authenticated","sub":"mia"}""", readable: false),
            Caller.SignedIn("sub of nobody", s_nobody),
            // In user_metadata only: PostgREST takes the database role from the claim `role`, so the two never differ.
            Caller.SignedIn(
                "member of none whose user_metadata says service_role",
                s_stan.Id,
                c => c["user_metadata"] = new JsonObject { ["role"] = DatabaseRole.ServiceRole }
            ),
            Caller.SignedIn(
                "member with forged user_metadata",
                s_mia.Id,
                c => c["user_metadata"] = ForgedRights.Metadata(Foreign.Id, Foreigner.Id)
            ),
            Caller.SignedIn(
                "member with forged app_metadata",
                s_mia.Id,
                c => c["app_metadata"] = ForgedRights.Metadata(Foreign.Id, Foreigner.Id)
            ),
            Caller.SignedIn("member with forged headers", s_mia.Id) with
            {
                Headers = ForgedRights.Headers(Foreign.Id.ToString(), Foreigner.Id.ToString(), []),
            },
            // PostgREST checks whether a token has expired; the database only sees its claims.
            Caller.SignedIn("member with an expired token", s_mia.Id, c => c["exp"] = 1_577_836_800),
            Caller.ServiceRole,
            Caller.Owner(owner),
        ];

    /// <summary>
    /// The properties that decide a caller's kind: the database role, whether the claims are readable, whether there is a user id, and the
    /// number of memberships.
    /// </summary>
    public static (string Role, bool HasReadableClaims, bool IsUser, int Memberships) KindOf(Caller caller) =>
        (caller.Role, caller.HasReadableClaims, caller.UserId is not null, World.Memberships.Count(m => m.UserId == caller.UserId));

    /// <summary>Returns, for each kind of caller (<see cref="KindOf"/>), the name of one caller.</summary>
    /// <param name="owner">The role that owns the table.</param>
    public static IReadOnlySet<string> OneOfEachKind(string owner) =>
        Callers(owner).DistinctBy(KindOf).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Shortens a list of callers: returns <c>everybody</c> if all callers with an API role are in the list; otherwise the name of each
    /// group of which all callers are in the list, and the names of the remaining callers.
    /// </summary>
    public static string InGroups(IReadOnlyCollection<string> callers)
    {
        var api = Callers("owner").Where(c => DatabaseRole.Api.Contains(c.Role)).ToArray();
        if (api.All(c => callers.Contains(c.Name)))
            return "everybody";
        var words = new List<string>();
        var left = callers.ToHashSet(StringComparer.Ordinal);
        foreach (var group in api.GroupBy(GroupOf))
        {
            if (!group.All(c => left.Contains(c.Name)))
                continue;
            words.Add(group.Key);
            left.ExceptWith(group.Select(c => c.Name));
        }
        return string.Join(", ", [.. words, .. callers.Where(left.Contains)]);
    }

    private static string GroupOf(Caller caller) =>
        caller switch
        {
            { Role: not DatabaseRole.Authenticated } => caller.Name,
            { UserId: null } => "tokens that name no user",
            { UserId: { } user } when World.IsMember(user, Second.Id) => caller.Name,
            { UserId: { } user } when World.IsMember(user, Home.Id) => "members of whatever role and token",
            { UserId: { } user } when World.Users.Any(u => u.Id == user) => "users who are no members",
            _ => "users who do not exist",
        };

    /// <summary>Finds the event of an organisation and author; returns null if there is none.</summary>
    public static UsageEvent? Find(Guid organization, Guid? author) => s_events.Find(e => e.OrgId == organization && e.UserId == author);

    /// <summary>
    /// Returns the event of an organisation and author. A missing event is an error: without the event, an attempt would test nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The cast has no such event.</exception>
    public static UsageEvent Get(Guid organization, Guid? author) =>
        Find(organization, author)
        ?? throw new InvalidOperationException(
            $"The cast has no event of organisation {organization} by {author?.ToString() ?? "nobody"}, "
                + "so an attempt on this event would test nothing."
        );

    /// <summary>Creates an event that is not in the world yet.</summary>
    public static UsageEvent Event(Guid organization, Guid? author) =>
        new(Guid.Empty, organization, author, "suite:matrix:insert", null, 0, 0, "{}", default);

    private static World Assemble()
    {
        Join(Home, OrgRole.Owner, s_olivia);
        Join(Home, OrgRole.Admin, s_adam);
        Join(Home, OrgRole.Member, s_mia, s_colin, s_tess, s_ann);
        Join(Second, OrgRole.Admin, s_tess);
        Join(Foreign, OrgRole.Owner, s_gina);
        s_former.Add(new(Home.Id, s_fred.Id, OrgRole.Member));
        foreach (var membership in s_memberships.Concat(s_former))
            Use(membership.OrgId, membership.UserId);
        foreach (var organization in (Organization[])[Home, Foreign, Second])
            Use(organization.Id, null);
        return new World
        {
            Organizations = [Home, Foreign, Second],
            Users = s_users,
            Memberships = s_memberships,
            FormerMemberships = s_former,
            Events = s_events,
        };
    }

    private static User Person(string name)
    {
        var user = new User(Id('a', s_users.Count + 1), $"{name}@example.org");
        s_users.Add(user);
        return user;
    }

    private static void Join(Organization organization, string role, params ReadOnlySpan<User> users)
    {
        foreach (var user in users)
            s_memberships.Add(new(organization.Id, user.Id, role));
    }

    private static void Use(Guid organization, Guid? author) =>
        s_events.Add(
            new UsageEvent(
                Id('e', s_events.Count + 1),
                organization,
                author,
                "agency:scope:generate",
                "agency",
                1_200,
                340,
                "{}",
                new DateTimeOffset(2024, 12, 1 + s_events.Count, 9, 0, 0, TimeSpan.Zero)
            )
        );

    private static Caller Odd(string name, string? claims, bool readable = true) =>
        new(name, DatabaseRole.Authenticated, claims, HasReadableClaims: readable);

    private static Guid Id(char kind, int number) => Guid.Parse($"{new string(kind, 8)}-0000-4000-8000-{number:D12}");
}
