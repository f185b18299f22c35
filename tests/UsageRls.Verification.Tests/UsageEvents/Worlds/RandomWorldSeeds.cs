using Bogus;
using NUnit.Framework;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

public sealed class RandomWorldSeeds
{
    [Test]
    public void The_same_seed_gives_the_same_world_whatever_Bogus_own_seed_is()
    {
        var once = RandomWorld.Generate(new(), 42);
        var seed = Randomizer.Seed;
        try
        {
            Randomizer.Seed = new Random(999);
            AssertSame(RandomWorld.Generate(new(), 42), once);
        }
        finally
        {
            Randomizer.Seed = seed;
        }
    }

    // The expected id must be changed if a change of the generator or of Bogus makes another world from the same seed.
    [Test]
    public void A_world_is_the_same_on_every_machine() =>
        Assert.That(RandomWorld.Generate(new(), 42).Events[^1].Id, Is.EqualTo(Guid.Parse("c1e05b18-0f9d-4f75-aaea-16d98bc330a0")));

    [Test]
    public void Another_seed_gives_another_world()
    {
        var (one, other) = (RandomWorld.Generate(new(), 1), RandomWorld.Generate(new(), 2));
        Assert.That(one.Organizations.Select(o => o.Id).Intersect(other.Organizations.Select(o => o.Id)), Is.Empty);
        Assert.That(one.Events.Select(e => e.Id).Intersect(other.Events.Select(e => e.Id)), Is.Empty);
    }

    [Test]
    public void A_streamed_world_equals_the_generated_one_each_time_it_is_read()
    {
        var (people, events) = RandomWorld.Stream(new(), 42);
        Assert.That(people.Events, Is.Empty);
        Assert.That(events.Take(5).Count(), Is.EqualTo(5), "the first five events can be read alone");
        AssertSame(people with { Events = [.. events] }, RandomWorld.Generate(new(), 42));
    }

    [Test]
    public void The_thirteen_months_end_at_the_instant_that_is_given()
    {
        var until = new DateTimeOffset(2024, 3, 31, 12, 0, 0, TimeSpan.FromHours(2));
        var events = RandomWorld.Generate(new(), 42, until).Events;
        Assert.That(events[^1].CreatedAt, Is.LessThan(until).And.GreaterThan(until.AddDays(-3)));
        Assert.That(events[0].CreatedAt, Is.GreaterThanOrEqualTo(until.AddMonths(-13)).And.LessThan(until.AddMonths(-13).AddDays(3)));
        Assert.That(events.Select(e => e.CreatedAt.Offset), Has.All.EqualTo(TimeSpan.Zero));
    }

    [TestCase(3, 40, 2_000, "A world with 3 Organizations is too small: it needs at least 4 (")]
    [TestCase(8, 10, 2_000, "A world with 10 Users is too small: it needs at least 11 (")]
    [TestCase(8, 40, 59, "A world with 59 Events is too small: it needs at least 60 (")]
    [TestCase(80, 90, 79, "A world with 79 Events is too small: it needs at least 80 (")]
    [TestCase(-1, 40, 2_000, "A world with -1 Organizations is too small: it needs at least 4 (")]
    public void A_size_that_cannot_hold_the_shapes_is_refused(int organizations, int users, int events, string message) =>
        Assert.That(
            () =>
                RandomWorld.Stream(
                    new()
                    {
                        Organizations = organizations,
                        Users = users,
                        Events = events,
                    },
                    1
                ),
            Throws.ArgumentException.With.Message.StartsWith(message)
        );

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    public void The_seed_is_the_default_where_the_environment_names_none(string? text)
    {
        Assert.That(WorldSeed.Parse(text), Is.SameAs(WorldSeed.Default));
        Assert.That(WorldSeed.Default.ToString(), Is.EqualTo("seed 20241130 (default; USAGE_RLS_SEED=n sets another seed)"));
    }

    [TestCase("7", 7)]
    [TestCase(" -2147483648 ", int.MinValue)]
    public void A_chosen_seed_is_read_and_says_how_to_repeat_it(string text, int seed)
    {
        Assert.That(WorldSeed.Parse(text), Is.EqualTo(new WorldSeed(seed, IsDefault: false)));
        Assert.That(WorldSeed.Parse(text).ToString(), Is.EqualTo($"seed {seed} (USAGE_RLS_SEED={seed} repeats this run)"));
    }

    [TestCase("seven")]
    [TestCase("1.5")]
    [TestCase("2147483648")]
    [TestCase("0x10")]
    public void A_seed_that_is_no_integer_is_refused(string text) =>
        Assert.That(
            () => WorldSeed.Parse(text),
            Throws
                .TypeOf<FormatException>()
                .With.Message.EqualTo($"USAGE_RLS_SEED is '{text}', which is not an integer from -2147483648 to 2147483647.")
        );

    private static void AssertSame(World world, World expected) =>
        Assert.Multiple(() =>
        {
            Assert.That(world.Organizations, Is.EqualTo(expected.Organizations));
            Assert.That(world.Users, Is.EqualTo(expected.Users));
            Assert.That(world.Memberships, Is.EqualTo(expected.Memberships));
            Assert.That(world.FormerMemberships, Is.EqualTo(expected.FormerMemberships));
            Assert.That(world.Events, Is.EqualTo(expected.Events));
        });
}
