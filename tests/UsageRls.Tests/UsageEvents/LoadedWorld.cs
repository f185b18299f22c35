using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Tests.UsageEvents;

/// <summary>A test database together with the world that was loaded into it.</summary>
public sealed record LoadedWorld(TestDatabase Database, World World)
{
    private static readonly Lazy<Task<LoadedWorld>>[] s_shared =
    [
        .. Enum.GetValues<GrantBaseline>().Select(baseline => new Lazy<Task<LoadedWorld>>(() => LoadAsync(baseline))),
    ];

    /// <summary>A database with all migrations and a random world. All tests share it, so no test may commit a change.</summary>
    public static Task<LoadedWorld> SharedAsync(GrantBaseline baseline) => s_shared[(int)baseline].Value;

    private static async Task<LoadedWorld> LoadAsync(GrantBaseline baseline)
    {
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        var database = await template.CloneAsync();
        Suite.AtEnd(database.DisposeAsync);
        return await LoadAsync(database);
    }

    public static async Task<LoadedWorld> LoadAsync(TestDatabase database)
    {
        var world = RandomWorld.Generate(new WorldSize(), Suite.Seed.Value);
        await using var connection = await database.Connections.OpenConnectionAsync();
        await WorldLoader.LoadAsync(connection, world, CancellationToken.None);
        return new LoadedWorld(database, world);
    }

    /// <summary>The largest organisation, and the first of its members.</summary>
    public (Organization Organization, User Member) Home => (World.Organizations[0], MemberOf(World.Organizations[0]));

    /// <summary>An organisation that has events; the member of <see cref="Home"/> is not a member of this organisation.</summary>
    public Organization Foreign =>
        World.Organizations.Skip(1).First(o => !World.IsMember(Home.Member.Id, o.Id) && World.Events.Any(e => e.OrgId == o.Id));

    public User MemberOf(Organization organization)
    {
        var id = World.Memberships.First(m => m.OrgId == organization.Id).UserId;
        return World.Users.First(u => u.Id == id);
    }

    /// <summary>Selects the ids of all usage events as a caller.</summary>
    public Task<Attempt> ReadAsync(Caller caller) =>
        RlsSession.TryAsync(Database, caller, EventStatement.Create("select id from public.usage_events") with { Result = ResultKind.Ids });

    /// <summary>The ids of the events that the intent allows a caller to select.</summary>
    public IEnumerable<Guid> ExpectedFor(Caller caller) =>
        World.Events.Where(e => Suite.UsageEventsIntent.Allows(caller, Command.Select, e, World)).Select(e => e.Id);

    /// <summary>Inserts a usage event as a caller.</summary>
    public Task<Attempt> InsertAsync(Caller caller, Organization organization, Guid? author) =>
        RlsSession.TryAsync(
            Database,
            caller,
            EventStatement.Create(
                "insert into public.usage_events (org_id, user_id, action) "
                    + $"values ({SqlText.Literal(organization.Id.ToString())}, {SqlText.Literal(author?.ToString())}, "
                    + "'suite:claim:insert')"
            )
        );
}
