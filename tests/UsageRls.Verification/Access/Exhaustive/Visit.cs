using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access.Exhaustive;

/// <summary>One caller in one world: asked about each event of it, and about inserting into each organisation in each name.</summary>
public sealed record Visit(World World, Caller Caller)
{
    /// <summary>Belongs nowhere and has no account any more, but a token that is still good.</summary>
    public static readonly Guid Stranger = new("00000000-0000-4000-8000-00000000dead");

    /// <summary>An organisation that no world has.</summary>
    public static readonly Guid NoOrganization = new("00000000-0000-4000-8000-0000000000ff");

    /// <summary>How many callers visit a world beside its people: the stranger, no token, the service, the owner of the table.</summary>
    public const int Others = 4;

    /// <summary>Every caller of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="owner">The role that owns the table: the positive control of what nobody else may do.</param>
    public static IEnumerable<Visit> All(World world, string owner) =>
        ((IEnumerable<Caller>)[
            .. world.Users.Select(u => Caller.SignedIn(WorldText.NameOf(world, u.Id), u.Id)),
            Caller.SignedIn("a stranger", Stranger), Caller.NoToken, Caller.ServiceRole, Caller.Owner(owner),
        ]).Select(caller => new Visit(world, caller));

    /// <summary>Where it tries to insert.</summary>
    public IEnumerable<Guid> Targets => World.Organizations.Select(o => o.Id).Append(NoOrganization);

    /// <summary>In whose name.</summary>
    public IEnumerable<Guid?> Authors => World.Users.Select(u => (Guid?)u.Id).Append(null);

    /// <summary>How many decisions it asks for.</summary>
    public int Decisions => (3 * World.Events.Count) + ((World.Organizations.Count + 1) * (World.Users.Count + 1));
}
