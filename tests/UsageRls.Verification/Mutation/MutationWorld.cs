using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Mutation.Rewriters;

namespace UsageRls.Verification.Mutation;

/// <summary>
/// The smallest world in which each defect can show: two organisations with events and one without, a member of each, a member of both,
/// somebody who left and somebody who never belonged, events by members, by the one who left and by nobody.
/// </summary>
public static class MutationWorld
{
    private static readonly Guid s_alder = Id(0xA1), s_birch = Id(0xB1), s_cedar = Id(0xC1);
    private static readonly Guid s_ada = Id(0x01), s_ben = Id(0x02), s_both = Id(0x03), s_former = Id(0x04), s_stranger = Id(0x05);

    /// <summary>The world.</summary>
    public static World World { get; } = new()
    {
        Organizations = [new(s_alder, "Alder", "alder"), new(s_birch, "Birch", "birch"), new(s_cedar, "Cedar", "cedar")],
        Users = [.. new[] { s_ada, s_ben, s_both, s_former, s_stranger }.Select((id, i) => new User(id, $"person-{i + 1}@example.com"))],
        Memberships =
        [
            new(s_alder, s_ada, OrgRole.Member), new(s_birch, s_ben, OrgRole.Owner),
            new(s_alder, s_both, OrgRole.Owner), new(s_birch, s_both, OrgRole.Admin),
        ],
        FormerMemberships = [new(s_alder, s_former, OrgRole.Admin)],
        Events =
        [
            Event(1, s_alder, s_ada), Event(2, s_alder, s_both), Event(3, s_alder, s_former), Event(4, s_alder, null),
            Event(5, s_birch, s_ben), Event(6, s_birch, s_both), Event(7, s_birch, null),
        ],
    };

    /// <summary>Ids that a defect may have left in a policy: those of an organisation that the first callers have nothing to do with.</summary>
    public static MutationConstants Constants { get; } = new(s_birch, s_ben);

    /// <summary>Callers of every kind, the most telling first.</summary>
    /// <param name="owner">The role that owns the table.</param>
    public static IReadOnlyList<Caller> Callers(string owner) =>
    [
        Caller.SignedIn("member of Alder", s_ada),
        Caller.SignedIn("member of both", s_both),
        Caller.SignedIn("owner of Birch", s_ben),
        Caller.SignedIn("former member", s_former),
        Caller.SignedIn("stranger", s_stranger),
        Caller.SignedIn("stranger who claims to be others", s_stranger, claims =>
        {
            foreach (var place in (string[])["user_metadata", "app_metadata"])
            {
                claims[place]!["sub"] = s_ada.ToString();
                claims[place]!["user_id"] = s_ada.ToString();
                claims[place]!["org_id"] = s_alder.ToString();
                claims[place]!["role"] = "admin";
            }
            claims["org_id"] = s_alder.ToString();
            claims["user_id"] = s_ada.ToString();
        }),
        Caller.SignedIn("anonymous sign-in", Id(0x06), claims => claims["is_anonymous"] = true),
        new Caller("signed in as nobody", DatabaseRole.Authenticated, """{"role":"authenticated"}"""),
        new Caller("unreadable token", DatabaseRole.Authenticated, """{"sub":"nobody"}""", HasReadableClaims: false),
        Caller.NoToken,
        new Caller("no token, a member's id", DatabaseRole.Anon, $$"""{"role":"anon","sub":"{{s_ada}}"}""", s_ada),
        Caller.ServiceRole,
        Caller.Owner(owner),
    ];

    private static Guid Id(byte number) => new(0, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, number);

    private static UsageEvent Event(byte number, Guid organization, Guid? user) => new(
        Id((byte)(0xE0 + number)), organization, user, "agency:scope:generate", "agency", 10 * number, number, "{}", RandomWorld.DefaultUntil.AddHours(-number));
}
