using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Databases;

/// <summary>Tests that on a server which others use, the suite changes only its own objects and reports missing privileges.</summary>
public sealed class ExistingServers
{
    private PostgresServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), _ => { }, CancellationToken.None);
        // Brings the server into the state in which no run has created the platform yet.
        await RunAsync("alter database usage_rls_platform is_template false");
        await RunAsync("drop database usage_rls_platform");
        await RunAsync("drop owned by postgres");
        await RunAsync(
            "do $$ declare r text; begin for r in select rolname from pg_roles where rolname !~ '^pg_' "
                + "and not rolsuper loop execute format('drop role %I', r); end loop; end $$"
        );
        await RunAsync("create database precious");
        await RunAsync("create database usage_rls_precious");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Existing_servers_keep_their_own_databases_and_lose_ours()
    {
        var before = await DatabasesAsync();
        await using (var run = await UseAsync())
        {
            await using var clone = await CloneAsync(run);
            Assert.That(await DatabasesAsync(), Has.Count.EqualTo(before.Count + 3));
        }
        Assert.That(await DatabasesAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Existing_servers_are_cleaned_of_what_a_killed_run_left_and_of_nothing_else()
    {
        var before = await DatabasesAsync();
        var killed = await UseAsync();
        await CloneAsync(killed);
        // Ends all other client connections, as if the run were killed.
        await RunAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
        );
        Assert.That(await DatabasesAsync(), Has.Count.EqualTo(before.Count + 3));

        await using (await UseAsync())
            Assert.That(await DatabasesAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Existing_servers_keep_the_databases_of_a_run_that_is_still_going()
    {
        await using var one = await UseAsync();
        await using var clone = await CloneAsync(one);
        await using (var other = await UseAsync())
            await (await CloneAsync(other)).DisposeAsync();
        await clone.ExecuteAsync($"select id from public.{UsageEventsTables.Name}");
        await using var again = await CloneAsync(one);
    }

    [TestCase(3)]
    [SlowCase(20)]
    public async Task Existing_servers_lose_our_databases_also_where_runs_end_at_the_same_moment(int rounds)
    {
        var small = new MigrationSet("small", [Migration.Create("20240101000000_a.sql", "select 1")]);
        var before = await DatabasesAsync();
        for (var round = 0; round < rounds; round++)
        {
            var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => UseAsync()));
            foreach (var run in runs)
                await run.TemplateAsync(small, GrantBaseline.Explicit);
            await Task.WhenAll(runs.Select(run => Task.Run(async () => await run.DisposeAsync())));
            Assert.That(await DatabasesAsync(), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task Users_of_an_existing_server_are_told_of_each_role_that_is_created()
    {
        var lines = new List<string>();
        await using (await UseAsync(lines.Add))
            Assert.That(lines, Has.Some.Contains("created role service_role"));
        lines.Clear();
        await using (await UseAsync(lines.Add))
            Assert.That(lines, Is.Empty);
    }

    [Test]
    public async Task Users_of_an_existing_server_are_told_how_its_API_roles_differ_from_the_platforms()
    {
        await RunAsync("create role authenticated noinherit; create role service_role bypassrls createdb");
        var lines = new List<string>();
        await using (await UseAsync(lines.Add))
        {
            Assert.That(lines, Has.Some.EqualTo("role authenticated is noinherit here, and inherit on the platform"));
            Assert.That(
                lines,
                Has.Some.EqualTo("role service_role is inherit createdb bypassrls here, and inherit bypassrls on the platform")
            );
        }
    }

    [TestCase("nocreatedb createrole", true, "may not create databases", "CREATEDB")]
    [TestCase("createdb nocreaterole", false, "may not create the roles", "CREATEROLE")]
    [TestCase("createdb createrole", true, "BYPASSRLS", "BYPASSRLS")]
    public async Task A_login_without_a_privilege_is_told_which_one(string attributes, bool haveRoles, string what, string ask)
    {
        if (haveRoles)
            await (await UseAsync()).DisposeAsync();
        await RunAsync($"create role limited login password 'limited' {attributes}");
        if (ask == "CREATEDB")
            await RunAsync("alter role limited bypassrls");
        var login = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Username = "limited", Password = "limited" };
        Assert.That(
            async () =>
            {
                await using var run = await UseAsync(connection: login.ConnectionString);
                await CloneAsync(run);
            },
            Throws.TypeOf<ServerPermissionException>().With.Message.Contains(what).And.Message.Contains(ask)
        );
    }

    private Task<TestServer> UseAsync(Action<string>? progress = null, string? connection = null) =>
        TestServer.UseAsync(
            new PostgresServer(
                connection ?? _server.ConnectionString,
                _server.Version,
                isThrowaway: false,
                "",
                () => ValueTask.CompletedTask
            ),
            progress ?? (_ => { })
        );

    private static async Task<TestDatabase> CloneAsync(TestServer run) =>
        await (await run.TemplateAsync(Laboratory.Own, GrantBaseline.Explicit)).CloneAsync();

    private async Task<List<string>> DatabasesAsync()
    {
        var names = new List<string>();
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select datname from pg_database order by 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
