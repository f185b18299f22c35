using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>Tests that the role that runs the migrations can create the platform's extensions, even if the server lacks them.</summary>
public sealed class ExtensionStories
{
    private static readonly string[] s_standIns =
    [
        "http",
        "hypopg",
        "index_advisor",
        "pg_cron",
        "pg_graphql",
        "pg_jsonschema",
        "pg_net",
        "pg_tle",
        "pgjwt",
        "pgmq",
        "pgsodium",
        "plpgsql_check",
        "supabase_vault",
        "vector",
    ];

    [TestCase("dblink")]
    [TestCase("postgres_fdw")]
    [TestCase("moddatetime")]
    [TestCase("pg_trgm")]
    public async Task An_extension_of_this_server_is_created_even_if_it_is_not_trusted(string name)
    {
        await using var database = await AfterAsync($"create extension if not exists {name} with schema extensions;");
        Assert.That(database.Template.StandIns, Is.Empty);
        Assert.That(await FoundAsync(database, $"select extversion <> 'stand-in' from pg_extension where extname = '{name}'"), Is.True);
    }

    [TestCaseSource(nameof(s_standIns))]
    public async Task An_extension_that_this_server_lacks_gets_a_stand_in(string name)
    {
        await using var database = await AfterAsync(
            $"""
            create extension if not exists "{name}" with schema extensions;
            create extension if not exists {name} schema extensions version '1.2.3' cascade;
            comment on extension {name} is 'what for';
            drop extension {name} cascade;
            create extension {name};
            """
        );
        Assert.That(database.Template.StandIns.Select(s => s.Name), Is.EqualTo(Enumerable.Repeat(name, 3)));
        Assert.That(database.Template.StandIns[0].ToString(), Does.Contain("stand-in").And.Contain("29990101000000_break_it.sql"));
        Assert.That(await FoundAsync(database, $"select extversion = 'stand-in' from pg_extension where extname = '{name}'"), Is.True);
    }

    [Test]
    public async Task An_extension_of_the_platform_without_a_stand_in_is_registered_without_objects()
    {
        await using var database = await AfterAsync("create extension if not exists pgroonga with schema extensions");
        Assert.That(database.Template.StandIns.Single().What, Does.StartWith("registered without objects"));
    }

    [TestCase("create extension nonsense", "42704 0A000 58P01")]
    [TestCase("create extension vector with schema nowhere", "3F000")]
    [TestCase("create extension vector; create extension vector", "42710")]
    [TestCase("create extension pgcrypto", "42710")]
    public void An_extension_statement_that_the_platform_refuses_is_refused(string sql, string states) =>
        Assert.That(() => AfterAsync(sql), Throws.TypeOf<MigrationException>().With.Message.Matches($"ERROR ({states.Replace(' ', '|')})"));

    [Test]
    public async Task After_it_creates_an_extension_a_migration_runs_as_the_owner_again()
    {
        await using var database = await AfterAsync(
            "create extension vector with schema extensions; "
                + "create table public.a (id int, e extensions.vector(3)); set role none; create table public.b (id int)"
        );
        Assert.That(
            await FoundAsync(
                database,
                "select bool_and(tableowner = 'postgres') from pg_tables where schemaname = 'public' and tablename in ('a', 'b')"
            ),
            Is.True
        );
    }

    [Test]
    public async Task Vectors_are_measured_and_indexed()
    {
        await using var database = await AfterAsync(
            """
            create extension vector with schema extensions;
            create table public.a (id int, e extensions.vector(3));
            create index on public.a using hnsw (e extensions.vector_cosine_ops) with (m = 16, ef_construction = 64);
            create index on public.a using ivfflat (e) with (lists = 100);
            insert into public.a values (1, '[1,0,0]'), (2, array[0, 1, 0]), (3, '[0,0,1]'::extensions.vector);
            """
        );
        Assert.That(
            await FoundAsync(database, "select array_agg(id order by e operator(extensions.<=>) '[0,2,1]') = '{2,3,1}' from public.a"),
            Is.True
        );
        Assert.That(database.Template.StandIns.Count(s => s.Name == "index"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_of_pgjwt_is_valid_only_with_its_secret()
    {
        await using var database = await AfterAsync("create extension pgjwt with schema extensions");
        Assert.That(
            await FoundAsync(
                database,
                "select array(select (extensions.verify(extensions.sign('{\"sub\":\"1\"}', 'secret'), s)).valid "
                    + "from unnest(array['secret', 'other']) as s) = '{t,f}'"
            ),
            Is.True
        );
    }

    [Test]
    public async Task Extensions_that_people_enable_in_the_dashboard_are_enabled_if_migrations_use_them()
    {
        await using var database = await AfterAsync(
            "select cron.schedule('nightly', '0 3 * * *', 'select 1'); select net.http_post('https://example.com', '{}'::jsonb);"
        );
        Assert.That(
            database.Template.StandIns.Where(s => s.What.StartsWith("enabled", StringComparison.Ordinal)).Select(s => s.Name),
            Is.EqualTo((string[])["pg_cron", "pg_net"])
        );
        Assert.That(await FoundAsync(database, "select count(*) = 1 from cron.job"), Is.True);
    }

    [Test]
    public async Task A_do_block_may_create_an_extension()
    {
        await using var database = await AfterAsync(
            """
            do $$
            begin
              if not exists (select from pg_extension where extname = 'vector') then
                create extension if not exists vector with schema extensions;
              end if;
              create extension if not exists dblink;
            end
            $$;
            create table public.a (e extensions.vector(3));
            """
        );
        Assert.That(database.Template.StandIns.Select(s => s.Name), Is.EqualTo((string[])["vector"]));
        Assert.That(await FoundAsync(database, "select tableowner = 'postgres' from pg_tables where tablename = 'a'"), Is.True);
    }

    private static Task<TestDatabase> AfterAsync(string sql) =>
        Laboratory.MigratedAsync([Migration.Create("29990101000000_break_it.sql", sql)], GrantBaseline.Explicit);

    private static async Task<object?> FoundAsync(TestDatabase database, string sql)
    {
        await using var command = database.Connections.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
