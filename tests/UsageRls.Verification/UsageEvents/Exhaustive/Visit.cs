using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>
/// One caller in one world, with the decisions to get: on each event of the world, and on inserts into each organisation for each author.
/// </summary>
/// <param name="World">The world.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Inserts">Whether the caller inserts; the owner does not: it is only the positive control for UPDATE and DELETE.</param>
public sealed record Visit(World World, Caller Caller, bool Inserts = true)
{
    /// <summary>The id of a user who has no membership and no account, but whose token is still valid.</summary>
    public static readonly Guid Stranger = new("00000000-0000-4000-8000-00000000dead");

    /// <summary>The signed-in caller with the user id <see cref="Stranger"/>.</summary>
    public static Caller SignedInStranger { get; } = Caller.SignedIn("a stranger", Stranger);

    /// <summary>The id of an organisation that exists in no world.</summary>
    public static readonly Guid NoOrganization = new("00000000-0000-4000-8000-0000000000ff");

    /// <summary>The number of callers in every world besides the world's users: the stranger and the caller without a token.</summary>
    public const int Others = 2;

    /// <summary>Creates a visit for every caller in each of the given worlds.</summary>
    /// <remarks>
    /// The service role and the owner get a visit only in one of every <paramref name="privilegedOneIn"/> worlds. Policies do not apply to
    /// these two callers, so memberships do not change what they may do. They are the positive control: a statement that is denied to all
    /// other callers must work for one of these two.
    /// </remarks>
    /// <param name="worlds">The worlds.</param>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="privilegedOneIn">The service role and the owner get a visit in one of this many worlds.</param>
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

    /// <summary>Whether to check which events the caller sees.</summary>
    public bool Sees { get; init; } = true;

    /// <summary>Whether to check which events the caller can update and delete.</summary>
    public bool Changes { get; init; } = true;

    /// <summary>The ids of the organisations into which the caller inserts.</summary>
    public IReadOnlyList<Guid> Targets { get; init; } = [.. World.Organizations.Select(o => o.Id), NoOrganization];

    /// <summary>The user ids of the authors that the inserts name; null for no author.</summary>
    public IReadOnlyList<Guid?> Authors { get; init; } = [.. World.Users.Select(u => (Guid?)u.Id), null];

    /// <summary>The number of decisions of this visit.</summary>
    public int Decisions => (OnRows.Count * World.Events.Count) + (Inserts ? Targets.Count * Authors.Count : 0);

    /// <summary>The commands for which there is a decision on each event of the world.</summary>
    public IReadOnlyList<Command> OnRows =>
        [.. Sees ? [Command.Select] : (Command[])[], .. Changes ? [Command.Update, Command.Delete] : (Command[])[]];
}
