using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>Shrinks a world with a wrong decision for as long as a wrong decision of the same kind remains.</summary>
public static class Shrinker
{
    /// <summary>
    /// Finds a minimal world that, alone in an empty database, still shows a wrong decision of the same kind; returns the decision that was
    /// found if its world alone does not show it.
    /// </summary>
    /// <param name="session">A session on a database without rows.</param>
    /// <param name="found">The wrong decision that was found.</param>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static async Task<Counterexample> ShrinkAsync(
        DecisionSession session,
        Decision found,
        string owner,
        CancellationToken cancellation = default
    )
    {
        if (await WrongAsync(session, found, found.Visit.World, owner, cancellation) is not { } smallest)
            return new(found, Alone: false);
        var smaller = true;
        while (smaller)
        {
            smaller = false;
            foreach (var candidate in Smaller(smallest.Visit.World))
            {
                if (await WrongAsync(session, found, candidate, owner, cancellation) is not { } still)
                    continue;
                (smallest, smaller) = (still, true);
                break;
            }
        }

        return new(smallest, Alone: true);
    }

    /// <summary>
    /// Returns worlds that lack one organisation, user, event or membership of this world, the largest removals first; then worlds in which
    /// one membership's role is reduced to <c>member</c>.
    /// </summary>
    public static IEnumerable<World> Smaller(World world) =>
        [
            .. world.Organizations.Select(o => Without(world, o)),
            .. world.Users.Select(u => Without(world, u)),
            .. world.Events.Select(e => world with { Events = [.. world.Events.Where(x => x != e)] }),
            .. world.Memberships.Select(m => world with { Memberships = [.. world.Memberships.Where(x => x != m)] }),
            .. world.FormerMemberships.Select(m => world with { FormerMemberships = [.. world.FormerMemberships.Where(x => x != m)] }),
            .. world
                .Memberships.Where(m => m.Role != OrgRole.Member)
                .Select(m =>
                    world with
                    {
                        Memberships = [.. world.Memberships.Select(x => x == m ? m with { Role = OrgRole.Member } : x)],
                    }
                ),
        ];

    private static World Without(World world, Organization gone) =>
        world with
        {
            Organizations = [.. world.Organizations.Where(o => o != gone)],
            Memberships = [.. world.Memberships.Where(m => m.OrgId != gone.Id)],
            FormerMemberships = [.. world.FormerMemberships.Where(m => m.OrgId != gone.Id)],
            Events = [.. world.Events.Where(e => e.OrgId != gone.Id)],
        };

    private static World Without(World world, User gone) =>
        world with
        {
            Users = [.. world.Users.Where(u => u != gone)],
            Memberships = [.. world.Memberships.Where(m => m.UserId != gone.Id)],
            FormerMemberships = [.. world.FormerMemberships.Where(m => m.UserId != gone.Id)],
            Events = [.. world.Events.Where(e => e.UserId != gone.Id)],
        };

    // The wrong decision in the smaller world must have the command, severity and database role of the found
    // decision: otherwise shrinking could replace a leak by another fault, and the leak would not be shown.
    private static async Task<Decision?> WrongAsync(
        DecisionSession session,
        Decision found,
        World world,
        string owner,
        CancellationToken cancellation
    )
    {
        Visit[] visits = [.. Visit.All([world], owner).Where(v => v.Caller.Role == found.Visit.Caller.Role)];
        var answers = await session.DecideAsync([world], visits, cancellation);
        return answers.Wrong.Where(d => d.Command == found.Command && d.Weight == found.Weight).Select(d => (Decision?)d).FirstOrDefault();
    }
}
