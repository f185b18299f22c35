using NUnit.Framework;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

/// <summary>Tests that a bound generates exactly the worlds that it describes.</summary>
public sealed class WorldBounds
{
    private static IEnumerable<WorldBound> All =>
        [
            .. ExhaustiveProof.AloneBounds,
            ExhaustiveProof.SideBySideBound,
            ExhaustiveProof.SideBySideBound with
            {
                EitherOrganization = false,
            },
            new(1, 3, Enum.GetValues<Tie>()),
            new(2, 2, [Tie.Never, Tie.Member]) { EverySetOfEvents = true },
        ];

    [TestCaseSource(nameof(All))]
    public void Bounds_hold_as_many_worlds_as_arithmetic_says_and_no_two_alike(WorldBound bound)
    {
        string[] shapes = [.. bound.Worlds(1).Select(Shape)];
        Assert.That(shapes, Has.Length.EqualTo(bound.Count).And.Unique);
    }

    [Test]
    public void Bounds_of_two_by_three_hold_every_relation()
    {
        // 4 membership states for each of 6 pairs are 4096 worlds; each generated world represents all worlds that differ only in names.
        var ties = ExhaustiveProof.SideBySideBound.Worlds(1).Select(Ties).SelectMany(Renamed).ToHashSet(StringComparer.Ordinal);
        Assert.That(ties, Has.Count.EqualTo(4096));
    }

    [Test]
    public void Bounds_draw_ids_so_that_either_organisation_can_come_first()
    {
        var first = ExhaustiveProof.SideBySideBound.Worlds(1).Count(w => w.Organizations[0].Id.CompareTo(w.Organizations[1].Id) < 0);
        Assert.That(first, Is.InRange(150, 280));
    }

    private static string Shape(World w) =>
        Ties(w) is var ties
            ? string.Join(',', ties.Cast<char>())
                + '/'
                + string.Join(
                    ',',
                    w.Events.Select(e => $"{Index(w.Organizations, o => o.Id == e.OrgId)}{Index(w.Users, u => u.Id == e.UserId)}")
                )
            : "";

    private static char[,] Ties(World w)
    {
        var ties = new char[w.Organizations.Count, w.Users.Count];
        foreach (var (o, u) in w.Organizations.SelectMany((_, o) => w.Users.Select((_, u) => (o, u))))
        {
            bool Is(Membership m) => m.OrgId == w.Organizations[o].Id && m.UserId == w.Users[u].Id;
            ties[o, u] = w.Memberships.FirstOrDefault(Is)?.Role[0] ?? (w.FormerMemberships.Any(Is) ? 'l' : 'n');
        }

        return ties;
    }

    private static IEnumerable<string> Renamed(char[,] ties) =>
        from people in (int[][])
            [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ]
        from organizations in (int[][])
            [
                [0, 1],
                [1, 0],
            ]
        select string.Concat(organizations.SelectMany(o => people.Select(u => ties[o, u])));

    private static int Index<T>(IReadOnlyList<T> list, Func<T, bool> isIt) => list.TakeWhile(x => !isIt(x)).Count();
}
