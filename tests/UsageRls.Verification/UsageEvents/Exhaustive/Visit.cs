using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>One caller in one world: asked about each event of it, and about inserting into each organisation in each name.</summary>
/// <param name="World">The world.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Inserts">Whether it inserts; the owner, who is there only to show that rows can be changed at all, does not.</param>
public sealed record Visit(World World, Caller Caller, bool Inserts = true)
{
    /// <summary>Belongs nowhere and has no account any more, but a token that is still good.</summary>
    public static readonly Guid Stranger = new("00000000-0000-4000-8000-00000000dead");

    /// <summary>The caller who is <see cref="Stranger"/>.</summary>
    public static Caller SignedInStranger { get; } = Caller.SignedIn("a stranger", Stranger);

    /// <summary>An organisation that no world has.</summary>
    public static readonly Guid NoOrganization = new("00000000-0000-4000-8000-0000000000ff");

    /// <summary>How many callers come to a world beside its people: the stranger and no token.</summary>
    public const int Others = 2;

    /// <summary>Every caller in each of some worlds.</summary>
    /// <remarks>
    /// The service and the owner come to one world in so many. Policies do not bind them, so what they may do does not
    /// depend on who belongs where: they are the positive control of what nobody else may do.
    /// </remarks>
    /// <param name="worlds">The worlds.</param>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="privilegedOneIn">To one world in how many the service and the owner come.</param>
    public static IEnumerable<Visit> All(IEnumerable<World> worlds, string owner, int privilegedOneIn = 1) =>
        worlds.SelectMany((world, i) => i % privilegedOneIn == 0 ? Ordinary(world).Concat(Privileged(world, owner)) : Ordinary(world));

    private static IEnumerable<Visit> Ordinary(World world) =>
        world
            .Users.Select(u => Caller.SignedIn(WorldText.Person(world, u.Id), u.Id))
            .Append(SignedInStranger)
            .Append(Caller.NoToken)
            .Select(c => new Visit(world, c));

    private static IEnumerable<Visit> Privileged(World world, string owner) =>
        [new(world, Caller.ServiceRole), new(world, Caller.Owner(owner), Inserts: false)];

    /// <summary>Whether it asks what it sees.</summary>
    public bool Sees { get; init; } = true;

    /// <summary>Whether it asks what it changes and removes.</summary>
    public bool Changes { get; init; } = true;

    /// <summary>Where it tries to insert.</summary>
    public IReadOnlyList<Guid> Targets { get; init; } = [.. World.Organizations.Select(o => o.Id), NoOrganization];

    /// <summary>In whose name.</summary>
    public IReadOnlyList<Guid?> Authors { get; init; } = [.. World.Users.Select(u => (Guid?)u.Id), null];

    /// <summary>How many decisions it asks for.</summary>
    public int Decisions => (OnRows.Count * World.Events.Count) + (Inserts ? Targets.Count * Authors.Count : 0);

    /// <summary>What it asks about each event of the world.</summary>
    public IReadOnlyList<Command> OnRows =>
        [.. Sees ? [Command.Select] : (Command[])[], .. Changes ? [Command.Update, Command.Delete] : (Command[])[]];
}
