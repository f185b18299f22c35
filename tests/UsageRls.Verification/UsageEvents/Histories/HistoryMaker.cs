using Bogus;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>Makes random histories from a seed; the size limits the numbers of organisations, users and steps.</summary>
internal sealed class HistoryMaker(Randomizer random, int size)
{
    private static readonly string[] s_names =
    [
        "ann",
        "ben",
        "cleo",
        "dan",
        "eve",
        "finn",
        "gus",
        "hal",
        "ida",
        "jon",
        "kim",
        "leo",
        "mia",
        "ned",
        "oli",
    ];

    private readonly string _run = random.Hash(8);

    public History Make()
    {
        var world = Start();
        var start = world;
        var steps = new List<Step>();
        for (var left = random.Number(2 + (size / 4)); left > 0; left--)
        {
            if (Any(world) is not { } step || !step.IsPossible(world))
                continue;
            steps.Add(step);
            world = step.Apply(world);
        }

        return new(start, steps);
    }

    private World Start()
    {
        Organization[] organizations =
        [
            .. Enumerable.Range(0, 1 + random.Number(size / 3)).Select(i => new Organization(Id(), $"Org {i + 1}", $"org-{i + 1}-{_run}")),
        ];
        User[] users =
        [
            .. Enumerable
                .Range(0, 1 + random.Number(size / 2))
                .Select(i => new User(
                    Id(),
                    $"{s_names[i % s_names.Length]}{(i < s_names.Length ? "" : i / s_names.Length)}-{_run}@example.com"
                )),
        ];
        var pairs = users
            .SelectMany(u =>
                random
                    .Shuffle(organizations)
                    .Take(random.Number(3))
                    .Select(o => new Membership(o.Id, u.Id, random.ListItem([.. OrgRole.All])))
            )
            .ToArray();
        var ties = pairs.ToLookup(_ => random.Bool(0.8f));
        var events = organizations.SelectMany(o =>
            Enumerable.Range(0, random.Number(4)).Select(_ => Event(o.Id, random.Bool(0.2f) ? null : random.ArrayElement(users).Id))
        );
        return new()
        {
            Organizations = organizations,
            Users = users,
            Memberships = [.. ties[true]],
            FormerMemberships = [.. ties[false]],
            Events = [.. events],
        };
    }

    // Events have only a few different times, so that a keyset page can end between two events with equal timestamps.
    private UsageEvent Event(Guid org, Guid? author) =>
        SmallEvent.New(Id(), org, author) with
        {
            TokensInput = random.Number(1000),
            TokensOutput = random.Number(1000),
            CreatedAt = RandomWorld.DefaultUntil.AddHours(-random.Number(5)),
        };

    private Step? Any(World world)
    {
        if (world.Organizations.Count == 0 || world.Users.Count == 0)
            return null;
        var (org, user) = (random.ListItem([.. world.Organizations]).Id, random.ListItem([.. world.Users]).Id);
        var member = world.Memberships.Count == 0 ? null : random.ListItem([.. world.Memberships]);
        var role = random.ListItem([.. OrgRole.All]);
        return random.Number(99) switch
        {
            < 25 => new Joins(user, org, role),
            < 50 => member is null ? null : new Leaves(member.UserId, member.OrgId),
            < 62 => member is null ? null : new ChangesRole(member.UserId, member.OrgId, role),
            < 85 => member is null ? null : new Records(member.UserId, member.OrgId, Id()),
            < 92 => new OrganizationDeleted(org),
            _ => new UserDeleted(user),
        };
    }

    private Guid Id() => random.UuidV4();
}
