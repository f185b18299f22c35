namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>One change of a person's membership in a tenant.</summary>
/// <param name="Person">The number of the person: 0 or 1.</param>
/// <param name="Tenant">The number of the tenant: 0 or 1.</param>
/// <param name="To">The person's new membership.</param>
internal sealed record MembershipStep(int Person, int Tenant, MembershipKind To);

/// <summary>Membership changes of two people in two tenants, after which statements run.</summary>
/// <param name="Steps">The membership changes, in order.</param>
internal sealed record WorldPlan(IReadOnlyList<MembershipStep> Steps)
{
    /// <summary>Whether statements run on every table; if not, they run only on tables that the intent file describes.</summary>
    public bool IsForEveryTable { get; init; }

    /// <summary>Whether the statements run after each step; if not, they run only after the last step.</summary>
    public bool IsTriedAfterEachStep { get; init; }

    /// <summary>Whether an existing membership changes or ends in the plan.</summary>
    public bool IsHistory { get; init; }
}

/// <summary>Builds the plans for one tenancy.</summary>
/// <param name="kinds">The kinds of membership that a person can have in a tenant; the first is "no member".</param>
/// <param name="isOneEach">Whether a person can be a member of one tenant at most.</param>
internal sealed class WorldPlans(IReadOnlyList<MembershipKind> kinds, bool isOneEach)
{
    private const int Tenants = 2;
    private const int People = 2;
    private const int Histories = 6;
    private const int StepsOfAHistory = 6;

    /// <summary>The largest number of worlds to run; the worlds with the fewest memberships come first.</summary>
    public const int MostWorlds = 120;

    // The least privileged role. Every other role is assumed to have at least the access of this role.
    private readonly MembershipKind _least = kinds.Last(k => k is { Role: not null, State: null });

    /// <summary>
    /// Returns every possible combination of memberships of two people in two tenants. Of combinations that differ only in the order of
    /// people or tenants, only the first is returned.
    /// </summary>
    public IEnumerable<WorldPlan> Worlds() =>
        from world in Assignments([.. Enumerable.Range(0, kinds.Count)])
        let steps = (IReadOnlyList<MembershipStep>)
            [
                .. world
                    .Select((kind, cell) => new MembershipStep(cell / Tenants, cell % Tenants, kinds[kind]))
                    .Where(s => s.To != MembershipKind.None),
            ]
        where !isOneEach || steps.DistinctBy(s => s.Person).Count() == steps.Count
        orderby steps.Count
        select new WorldPlan(steps) { IsForEveryTable = steps.All(s => s.To == _least) };

    /// <summary>Returns a plan for each change of a membership from one kind to another.</summary>
    public IEnumerable<WorldPlan> Changes() =>
        from was in kinds
        from becomes in kinds
        where was != MembershipKind.None && becomes != was
        select new WorldPlan([new(0, 0, was), new(0, 0, becomes)])
        {
            IsHistory = true,
            IsForEveryTable = becomes.Role is null || becomes.State is not null,
        };

    /// <summary>Returns a plan for each move from one tenant to the other, if a person can be a member of one tenant only.</summary>
    public IEnumerable<WorldPlan> Moves() =>
        from was in kinds
        from becomes in kinds
        where isOneEach && was != MembershipKind.None && becomes != MembershipKind.None
        select new WorldPlan([new(0, 0, was), new(0, 1, becomes)]) { IsHistory = true, IsForEveryTable = becomes == _least };

    /// <summary>Returns random sequences of membership changes.</summary>
    /// <param name="seed">The seed of the random numbers.</param>
    public IEnumerable<WorldPlan> Random(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Histories; i++)
        {
            var (steps, now) = (new List<MembershipStep>(), Enumerable.Repeat(MembershipKind.None, People * Tenants).ToArray());
            while (steps.Count < StepsOfAHistory)
            {
                var cell = random.Next(now.Length);
                var others = kinds.Where(k => k != now[cell]).ToArray();
                if (isOneEach)
                    now[cell ^ 1] = MembershipKind.None;
                now[cell] = others[random.Next(others.Length)];
                steps.Add(new(cell / Tenants, cell % Tenants, now[cell]));
            }
            yield return new WorldPlan(steps) { IsHistory = true, IsTriedAfterEachStep = true };
        }
    }

    // Each array has the number of a kind for each person and tenant. Swapping people or tenants gives up to four equivalent arrays: keep
    // the smallest.
    private static IEnumerable<int[]> Assignments(int[] kinds) =>
        from a in kinds
        from b in kinds
        from c in kinds
        from d in kinds
        let world = new[] { a, b, c, d }
        let alike = new[] { world, [b, a, d, c], [c, d, a, b], [d, c, b, a] }
        where alike.All(other => Compare(world, other) <= 0)
        select world;

    private static int Compare(int[] one, int[] other) => one.Zip(other, (x, y) => x.CompareTo(y)).FirstOrDefault(c => c != 0);
}
