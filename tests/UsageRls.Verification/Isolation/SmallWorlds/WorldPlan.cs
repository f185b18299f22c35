namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>A person becomes something else to a tenant.</summary>
/// <param name="Person">0 or 1.</param>
/// <param name="Tenant">0 or 1.</param>
/// <param name="To">What the person becomes.</param>
internal sealed record MembershipStep(int Person, int Tenant, MembershipKind To);

/// <summary>What happens to two people and two tenants before everything is tried.</summary>
/// <param name="Steps">The steps, in order.</param>
internal sealed record WorldPlan(IReadOnlyList<MembershipStep> Steps)
{
    /// <summary>Whether what it shows matters for every table; if not, only for those of which the intent says who may do what.</summary>
    public bool IsForEveryTable { get; init; }

    /// <summary>Whether everything is tried after each step; if not, after the last.</summary>
    public bool IsTriedAfterEachStep { get; init; }

    /// <summary>Whether a membership changes or ends in it.</summary>
    public bool IsHistory { get; init; }
}

/// <summary>The plans for one kind of tenant.</summary>
/// <param name="kinds">What a person can be to a tenant; the first is no member.</param>
/// <param name="isOneEach">Whether a person is a member of one tenant at most.</param>
internal sealed class WorldPlans(IReadOnlyList<MembershipKind> kinds, bool isOneEach)
{
    private const int Tenants = 2;
    private const int People = 2;
    private const int Histories = 6;
    private const int StepsOfAHistory = 6;

    /// <summary>At most so many worlds; those with the fewest memberships come first.</summary>
    public const int MostWorlds = 120;

    // The least privileged role: what it opens, each role opens.
    private readonly MembershipKind _least = kinds.Last(k => k is { Role: not null, State: null });

    /// <summary>Whatever two people can be to two tenants, but for worlds that differ only in who is called first.</summary>
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

    /// <summary>Each change of a membership: from each kind to each other.</summary>
    public IEnumerable<WorldPlan> Changes() =>
        from was in kinds
        from becomes in kinds
        where was != MembershipKind.None && becomes != was
        select new WorldPlan([new(0, 0, was), new(0, 0, becomes)])
        {
            IsHistory = true,
            IsForEveryTable = becomes.Role is null || becomes.State is not null,
        };

    /// <summary>Each move from one tenant to another, where one can be a member of one tenant only.</summary>
    public IEnumerable<WorldPlan> Moves() =>
        from was in kinds
        from becomes in kinds
        where isOneEach && was != MembershipKind.None && becomes != MembershipKind.None
        select new WorldPlan([new(0, 0, was), new(0, 1, becomes)]) { IsHistory = true, IsForEveryTable = becomes == _least };

    /// <summary>Sequences of changes drawn at random.</summary>
    /// <param name="seed">What they are drawn from.</param>
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

    // For each person and tenant the number of a kind: of the four that differ by names alone, the first.
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
