using System.Text;
using System.Text.Json;
using NUnit.Framework;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

/// <summary>
/// Tests what <see cref="RandomWorld"/> guarantees for every seed and size, on three sizes: the smallest, one with nearly as many
/// organisations as users, and the default.
/// </summary>
[TestFixtureSource(nameof(Worlds))]
public sealed class RandomWorldShapes(int organizations, int users, int events, int seed)
{
    /// <summary>
    /// The format of an action in the task, <c>module:domain:verb</c>. The pattern ends with <c>\z</c>, because <c>$</c> would accept a
    /// trailing newline.
    /// </summary>
    private const string Action = @"^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*\z";

    private static readonly WorldSize s_smallest = new()
    {
        Organizations = 4,
        Users = 7,
        Events = 60,
    };
    private static readonly WorldSize s_manyTenants = new()
    {
        Organizations = 60,
        Users = 63,
        Events = 60,
    };

    private readonly World _world = RandomWorld.Generate(
        new()
        {
            Organizations = organizations,
            Users = users,
            Events = events,
        },
        seed
    );

    private static IEnumerable<TestFixtureData> Worlds() =>
        from size in new[] { s_smallest, s_manyTenants, new WorldSize() }
        from seed in (int[])[int.MinValue, -1, 0, 1, 2, 3, int.MaxValue, WorldSeed.Default.Value]
        select new TestFixtureData(size.Organizations, size.Users, size.Events, seed).SetArgDisplayNames(
            $"{size.Organizations} organisations, {size.Users} users, {size.Events} events, seed {seed}"
        );

    [Test]
    public void A_random_world_has_the_size_that_was_asked_for() =>
        Assert.Multiple(() =>
        {
            Assert.That(_world.Organizations, Has.Count.EqualTo(organizations));
            Assert.That(_world.Users, Has.Count.EqualTo(users));
            Assert.That(_world.Events, Has.Count.EqualTo(events));
        });

    [Test]
    public void One_organisation_is_empty_and_one_has_members_but_no_events()
    {
        var used = _world.Events.Select(e => e.OrgId).ToHashSet();
        var quiet = _world.Organizations.Where(o => !used.Contains(o.Id)).ToLookup(o => _world.Memberships.Any(m => m.OrgId == o.Id));
        Assert.That(quiet[false].Count(), Is.EqualTo(1), "organisations without members and events");
        Assert.That(quiet[true].Count(), Is.EqualTo(1), "organisations with members and without events");
    }

    [Test]
    public void People_are_in_one_organisation_in_two_and_in_none()
    {
        var memberships = _world.Memberships.CountBy(m => m.UserId).ToDictionary();
        Assert.That(memberships.Values, Does.Contain(1).And.Contain(2));
        Assert.That(_world.Users.Count(u => !memberships.ContainsKey(u.Id)), Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void Someone_is_in_two_organisations_that_both_have_events() =>
        Assert.That(_world.Users.Where(u => _world.Organizations.SkipLast(2).Count(o => _world.IsMember(u.Id, o.Id)) > 1), Is.Not.Empty);

    [Test]
    public void Former_members_have_left_for_good_some_of_them_for_another_organisation()
    {
        Assert.That(_world.FormerMemberships.Where(m => _world.IsMember(m.UserId, m.OrgId)), Is.Empty);
        var belongSomewhere = _world.FormerMemberships.ToLookup(f => _world.Memberships.Any(m => m.UserId == f.UserId));
        Assert.That(belongSomewhere[true], Is.Not.Empty, "former members who joined another organisation");
        Assert.That(belongSomewhere[false], Is.Not.Empty, "former members without a membership");
        var everIn = _world.Memberships.Concat(_world.FormerMemberships).Select(m => m.UserId).ToHashSet();
        Assert.That(_world.Users.Where(u => !everIn.Contains(u.Id)), Is.Not.Empty, "users who never had a membership");
    }

    [Test]
    public void Every_role_occurs_and_each_organisation_with_members_has_an_owner()
    {
        Assert.That(_world.Memberships.Select(m => m.Role).Distinct(), Is.EquivalentTo(OrgRole.All));
        Assert.That(
            _world.Memberships.Where(m => m.Role == OrgRole.Owner).Select(m => m.OrgId),
            Is.EquivalentTo(_world.Organizations.SkipLast(1).Select(o => o.Id))
        );
    }

    [Test]
    public void Events_are_by_members_by_former_members_and_by_nobody()
    {
        var former = _world.FormerMemberships.Select(m => ((Guid?)m.UserId, m.OrgId)).ToHashSet();
        var by = _world.Events.ToLookup(e =>
            e.UserId is not { } user ? "nobody"
            : _world.IsMember(user, e.OrgId) ? "member"
            : former.Contains((user, e.OrgId)) ? "former member"
            : "stranger"
        );
        Assert.That(by.Select(g => g.Key), Is.EquivalentTo(["nobody", "member", "former member"]));
    }

    [Test]
    public void Events_fill_thirteen_months_in_order()
    {
        var until = RandomWorld.DefaultUntil;
        var months = Enumerable
            .Range(0, 13)
            .Select(m => _world.Events.Count(e => e.CreatedAt >= until.AddMonths(m - 13) && e.CreatedAt < until.AddMonths(m - 12)))
            .ToArray();
        Assert.That(months, Has.All.Positive);
        Assert.That(months.Sum(), Is.EqualTo(events), "every event is in one of the thirteen months");
        Assert.That(_world.Events.Select(e => e.CreatedAt), Is.Ordered);
        Assert.That(
            _world.Events.Where(e => e.CreatedAt.Ticks % TimeSpan.TicksPerMicrosecond != 0),
            Is.Empty,
            "times with more precision than PostgreSQL stores"
        );
    }

    [Test]
    public void Events_keep_the_patterns_of_the_task() =>
        Assert.Multiple(() =>
        {
            Assert.That(_world.Events.Select(e => e.Action).Distinct(), Has.All.Matches(Action));
            Assert.That(_world.Events.Where(e => e.ModuleId is { } module && module != e.Action.Split(':')[0]), Is.Empty);
            Assert.That(_world.Events.Where(e => e.TokensInput is not (>= 0 and < 1_000_000)), Is.Empty);
            Assert.That(_world.Events.Where(e => e.TokensOutput is not (>= 0 and < 1_000_000)), Is.Empty);
            Assert.That(_world.Events.Where(e => Encoding.UTF8.GetByteCount(e.Metadata) >= 1_000), Is.Empty);
            Assert.That(_world.Events.Where(e => JsonElement.Parse(e.Metadata).ValueKind != JsonValueKind.Object), Is.Empty);
        });

    [Test]
    public void Keys_are_unique_and_uuids_are_of_version_4()
    {
        Guid[] ids = [.. _world.Organizations.Select(o => o.Id), .. _world.Users.Select(u => u.Id), .. _world.Events.Select(e => e.Id)];
        Assert.That(ids, Is.Unique);
        Assert.That(ids.Where(id => id.Version != 4 || (id.Variant & 0b1100) != 0b1000), Is.Empty);
        Assert.That(_world.Organizations.Select(o => o.Slug), Is.Unique.And.All.Matches("^[a-z0-9]+(-[a-z0-9]+)*$"));
        Assert.That(_world.Users.Select(u => u.Email), Is.Unique.And.All.Matches("^[a-z0-9.-]+@example[.]com$"));
        Assert.That(_world.Memberships.Select(m => (m.OrgId, m.UserId)), Is.Unique);
    }

    [Test]
    public void Half_of_the_names_are_hostile_until_the_hostile_names_run_out() =>
        Assert.That(
            _world.Organizations.Select(o => o.Name).Intersect(RandomPeople.HostileNames).Count(),
            Is.EqualTo(Math.Min(organizations / 2, RandomPeople.HostileNames.Count))
        );
}
