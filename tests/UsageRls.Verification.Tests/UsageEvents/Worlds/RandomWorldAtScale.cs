using NUnit.Framework;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

/// <summary>Tests how the rows of a large random world are distributed.</summary>
[TestFixture(1)]
[TestFixture(2)]
public sealed class RandomWorldAtScale(int seed)
{
    private const int Events = 20_000;
    private readonly World _world = RandomWorld.Generate(
        new()
        {
            Organizations = 50,
            Users = 400,
            Events = Events,
        },
        seed
    );

    [Test]
    public void Sizes_of_organisations_follow_Zipf()
    {
        var used = _world.Events.CountBy(e => e.OrgId).ToDictionary();
        var members = _world.Memberships.CountBy(m => m.OrgId).ToDictionary();
        var ranks = _world.Organizations.Take(48).ToArray();
        Assert.That(used[ranks[0].Id], Is.EqualTo(Events / Harmonic(48)).Within(10).Percent, "events of the largest organisation");
        Assert.That(used[ranks[1].Id] / (double)used[ranks[0].Id], Is.EqualTo(1 / 2.0).Within(15).Percent, "the second organisation");
        Assert.That(used[ranks[9].Id] / (double)used[ranks[0].Id], Is.EqualTo(1 / 10.0).Within(30).Percent, "the tenth organisation");
        Assert.That(members[ranks[0].Id], Is.GreaterThan(5 * members[ranks[40].Id]));
    }

    [Test]
    public void Use_grows_over_the_months()
    {
        var last = _world.Events.Count(e => e.CreatedAt >= RandomWorld.DefaultUntil.AddMonths(-1));
        var first = _world.Events.Count(e => e.CreatedAt < RandomWorld.DefaultUntil.AddMonths(-12));
        Assert.That(last, Is.InRange(2 * first, 4 * first));
    }

    [Test]
    public void Events_look_like_the_use_of_an_AI_product()
    {
        Assert.That(_world.Events.Select(e => e.Action).Distinct().Count(), Is.GreaterThanOrEqualTo(8));
        Assert.That(_world.Events.Count(e => e.ModuleId is null), Is.EqualTo(Events * 0.05).Within(20).Percent);
        Assert.That(_world.Events.Count(e => e.UserId is null), Is.EqualTo(Events * 0.10).Within(20).Percent);
        Assert.That(_world.Events.Average(e => e.TokensInput!.Value), Is.InRange(5_000, 50_000));
        Assert.That(_world.Events.Sum(e => (long)e.TokensInput!), Is.GreaterThan(2 * _world.Events.Sum(e => (long)e.TokensOutput!)));
        Assert.That(_world.Events.Count(e => e.Metadata.Contains("\"model\":", StringComparison.Ordinal)), Is.GreaterThan(Events * 0.7));
    }

    private static double Harmonic(int ranks) => Enumerable.Range(1, ranks).Sum(rank => 1.0 / rank);
}
