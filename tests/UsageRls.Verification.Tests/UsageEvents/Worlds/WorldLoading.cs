using System.Text.Json.Nodes;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Worlds;

/// <summary>Tests that a world is loaded into the database completely and unchanged, or not at all.</summary>
public sealed class WorldLoading
{
    private TestServer _server = null!;
    private TestDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    private static World World { get; } = RandomWorld.Generate(new(), 42);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await Laboratory.NewServerAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SetUp]
    public async Task CloneAsync()
    {
        var template = await _server.TemplateAsync(MigrationSet.Read(ProjectRoot.At("migrations")), GrantBaseline.Legacy);
        _database = await template.CloneAsync();
        _connection = await _database.Connections.OpenConnectionAsync();
    }

    [TearDown]
    public async Task DropAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task Rows_arrive_as_they_were_given()
    {
        await WorldLoader.LoadAsync(_connection, World, CancellationToken.None);

        var organizations = await RowsAsync(
            "select id, name, slug from public.organizations",
            r => new Organization(r.GetGuid(0), r.GetString(1), r.GetString(2))
        );
        Assert.That(organizations, Is.EquivalentTo(World.Organizations));
        var users = await RowsAsync("select id, email from auth.users", r => new User(r.GetGuid(0), r.GetString(1)));
        Assert.That(users, Is.EquivalentTo(World.Users));
        var members = await RowsAsync(
            "select org_id, user_id, role from public.org_members",
            r => new Membership(r.GetGuid(0), r.GetGuid(1), r.GetString(2))
        );
        Assert.That(members, Is.EquivalentTo(World.Memberships));
    }

    [Test]
    public async Task A_quota_trigger_does_not_limit_the_loaded_rows()
    {
        await using (
            var command = new NpgsqlCommand(
                """
                create function private.quota() returns trigger language plpgsql as $$ begin raise exception 'quota exceeded'; end $$;
                create trigger quota before insert on public.usage_events for each row execute function private.quota();
                """,
                _connection
            )
        )
        {
            await command.ExecuteNonQueryAsync();
        }

        await WorldLoader.LoadAsync(_connection, World, CancellationToken.None);

        var loaded = await RowsAsync("select id from public.usage_events", r => r.GetGuid(0));
        Assert.That(loaded, Is.EquivalentTo(World.Events.Select(e => e.Id)));
    }

    [Test]
    public async Task Streamed_events_are_stored_as_they_were_given()
    {
        var (people, events) = RandomWorld.Stream(new(), 42);
        await WorldLoader.LoadAsync(_connection, people, events, CancellationToken.None);

        var loaded = await RowsAsync(
            "select id, org_id, user_id, action, module_id, tokens_input, tokens_output, "
                + "metadata::text, created_at from public.usage_events",
            r => new UsageEvent(
                r.GetGuid(0),
                r.GetGuid(1),
                r.IsDBNull(2) ? null : r.GetGuid(2),
                r.GetString(3),
                r.IsDBNull(4) ? null : r.GetString(4),
                r.GetInt32(5),
                r.GetInt32(6),
                r.GetString(7),
                r.GetFieldValue<DateTimeOffset>(8)
            )
        );
        var given = World.Events.ToDictionary(e => e.Id);
        Assert.That(loaded, Has.Count.EqualTo(given.Count));
        // jsonb stores the value, not the original text.
        Assert.That(loaded.Where(e => !JsonNode.DeepEquals(JsonNode.Parse(e.Metadata), JsonNode.Parse(given[e.Id].Metadata))), Is.Empty);
        Assert.That(loaded.Where(e => e with { Metadata = "" } != given[e.Id] with { Metadata = "" }), Is.Empty);
    }

    [Test]
    public async Task Values_that_are_null_arrive_as_null()
    {
        // The project's later migrations make the token counts NOT NULL, so first allow nulls.
        await using (
            var allow = new NpgsqlCommand(
                "alter table public.usage_events alter tokens_input drop not null, "
                    + "alter tokens_output drop not null, alter tokens_total drop not null",
                _connection
            )
        )
        {
            await allow.ExecuteNonQueryAsync();
        }

        var event0 = World.Events[0] with { UserId = null, ModuleId = null, TokensInput = null, TokensOutput = null };
        await WorldLoader.LoadAsync(_connection, World with { Events = [event0] }, CancellationToken.None);
        var nulls = await RowsAsync(
            "select num_nulls(user_id, module_id, tokens_input, tokens_output, tokens_total) from public.usage_events",
            r => r.GetInt32(0)
        );
        Assert.That(nulls, Is.EqualTo([5]));
    }

    [Test]
    public async Task The_planner_knows_the_tables_sizes_after_loading()
    {
        await WorldLoader.LoadAsync(_connection, World, CancellationToken.None);
        var known = await RowsAsync(
            "select reltuples::int from unnest(array['auth.users', 'public.organizations', 'public.org_members', "
                + "'public.usage_events']::regclass[]) as t join pg_class on oid = t order by relname",
            r => r.GetInt32(0)
        );
        Assert.That(known, Is.EqualTo([World.Memberships.Count, World.Organizations.Count, World.Events.Count, World.Users.Count]));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        var third = World.Events[2];
        var nobody = Guid.Parse("00000000-0000-4000-8000-000000000001");
        yield return Case(
            "metadata that is no JSON",
            WithThird(third with { Metadata = "{" }),
            "public.usage_events refused row 3, UsageEvent {",
            "22P02"
        );
        yield return Case("an id twice", WithThird(World.Events[0]), "public.usage_events refused row 3, UsageEvent {", "23505");
        yield return Case(
            "a total beyond int",
            WithThird(third with { TokensInput = int.MaxValue, TokensOutput = 1 }),
            "public.usage_events refused row 3",
            "22003"
        );
        yield return Case(
            "an author who does not exist",
            WithThird(third with { UserId = nobody }),
            "public.usage_events refused a row",
            $"Key (user_id)=({nobody})"
        );
        yield return Case(
            "a role that does not exist",
            World with
            {
                Memberships = [.. World.Memberships, World.Memberships[0] with { UserId = World.Users[^1].Id, Role = "visitor" }],
            },
            $"public.org_members refused row {World.Memberships.Count + 1}, Membership {{",
            "23514"
        );
        yield return Case(
            "a slug twice",
            World with
            {
                Organizations = [.. World.Organizations, World.Organizations[0] with { Id = nobody }],
            },
            $"public.organizations refused row {World.Organizations.Count + 1}, Organization {{",
            "23505"
        );

        static World WithThird(UsageEvent third) => World with { Events = [.. World.Events.Take(2), third, .. World.Events.Skip(3)] };
        static TestCaseData Case(string name, World world, string which, string why) =>
            new TestCaseData(world, which, why).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task A_refused_row_is_named_and_nothing_of_the_world_stays(World world, string which, string why)
    {
        Assert.That(
            async () => await WorldLoader.LoadAsync(_connection, world, CancellationToken.None),
            Throws.InvalidOperationException.With.Message.Contains(which).And.Message.Contains(why)
        );
        Assert.That(await RowsAsync("select count(*) from auth.users", r => r.GetInt64(0)), Is.EqualTo([0]));
        await WorldLoader.LoadAsync(_connection, World, CancellationToken.None);
    }

    private async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        await using var command = new NpgsqlCommand(sql, _connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
