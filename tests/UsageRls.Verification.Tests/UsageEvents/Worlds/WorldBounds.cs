using NUnit.Framework;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

/// <summary>Tests that each bound on the size of small worlds generates exactly the worlds that the bound describes.</summary>
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
    public void Bounds_generate_the_computed_number_of_worlds_and_no_two_worlds_are_alike(WorldBound bound)
    {
        string[] shapes = [.. bound.Worlds(1).Select(Shape)];
        Assert.That(shapes, Has.Length.EqualTo(bound.Count).And.Unique);
    }

    [Test]
    public void The_bound_of_two_organisations_and_three_users_covers_every_combination_of_memberships()
    {
        // Each of the 6 pairs of user and organisation has 4 membership states: 4096 worlds. Of worlds that differ only in the order of
        // users and organisations, the bound generates only one.
        var ties = ExhaustiveProof.SideBySideBound.Worlds(1).Select(Ties).SelectMany(Renamed).ToHashSet(StringComparer.Ordinal);
        Assert.That(ties, Has.Count.EqualTo(4096));
    }

    [Test]
    public void The_random_ids_put_either_organisation_first()
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
