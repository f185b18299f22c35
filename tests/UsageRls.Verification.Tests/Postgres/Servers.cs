using System.Runtime.Versioning;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests that a server starts, answers, and leaves nothing after its end.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class Servers
{
    private static readonly string[] _hostile =
    [
        "PGHOST",
        "PGPORT",
        "PGUSER",
        "PGPASSWORD",
        "PGPASSFILE",
        "PGDATABASE",
        "PGDATA",
        "PGSSLMODE",
        "PGSSLROOTCERT",
        "PGSSLNEGOTIATION",
        "PGGSSENCMODE",
        "PGREQUIREAUTH",
        "PGTARGETSESSIONATTRS",
        "PGCLIENTENCODING",
        "PGTZ",
        "PGOPTIONS",
        "PGAPPNAME",
    ];

    // Selects a server from installed or embedded binaries, even if the environment selects a container.
    private readonly ServerChoice _binaries = InstalledPostgres.Newest(new CacheFolder(null, _ => { })) is null
        ? new ServerChoice.Embedded(17)
        : new ServerChoice.Installed();

    [Test]
    public async Task The_default_server_answers_and_says_which_it_is()
    {
        await using var server = await StartAsync(new ServerChoice.Default());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await ScalarAsync(server, "select current_user || ' ' || current_setting('server_version_num')"),
                Does.StartWith($"supabase_admin {server.Version.Major}")
            );
            Assert.That(server.IsThrowaway, Is.True);
            Assert.That(
                server.Description,
                Does.StartWith($"PostgreSQL {server.Version}, ").And.Contain("USAGE_RLS_POSTGRES is not set").And.Match(@"ready in \d+ ms$")
            );
            Assert.That(server.Description, Does.Not.Contain(new NpgsqlConnectionStringBuilder(server.ConnectionString).Password));
        }
    }

    [Test]
    public async Task A_stopped_server_leaves_no_process_and_no_directory()
    {
        var server = await StartAsync(_binaries);
        var data = (string)(await ScalarAsync(server, "show data_directory"))!;
        Assert.That(Directory.Exists(data), Is.True);
        await server.DisposeAsync();
        await server.DisposeAsync(); // a second call changes nothing
        Assert.That(Directory.Exists(Path.GetDirectoryName(data)), Is.False);
        Assert.That(async () => await ScalarAsync(server, "select 1"), Throws.InstanceOf<NpgsqlException>());
    }

    [Test]
    public async Task Two_servers_side_by_side_know_nothing_of_each_other()
    {
        var both = await Task.WhenAll(StartAsync(_binaries), StartAsync(_binaries));
        await using var one = both[0];
        await using var other = both[1];
        await ScalarAsync(one, "create role only_here");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ScalarAsync(one, "select count(*) from pg_roles where rolname = 'only_here'"), Is.EqualTo(1));
            Assert.That(await ScalarAsync(other, "select count(*) from pg_roles where rolname = 'only_here'"), Is.EqualTo(0));
        }
    }

    [Test, NonParallelizable]
    public async Task Variables_of_the_environment_change_nothing()
    {
        var before = _hostile.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var name in _hostile)
                Environment.SetEnvironmentVariable(name, "nowhere");
            Environment.SetEnvironmentVariable("PGPORT", "1");
            Environment.SetEnvironmentVariable("PGTZ", "Asia/Tokyo");
            Environment.SetEnvironmentVariable("PGOPTIONS", "-c row_security=off");
            await using var server = await StartAsync(_binaries);
            Assert.That(
                await ScalarAsync(
                    server,
                    "select concat_ws(' ', current_user, current_database(), current_setting('row_security'), "
                        + "current_setting('TimeZone'), current_setting('client_encoding'))"
                ),
                Is.EqualTo("supabase_admin postgres on UTC UTF8")
            );
        }
        finally
        {
            foreach (var (name, value) in before)
                Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Test]
    public async Task The_server_is_reached_over_loopback_with_a_password_only()
    {
        await using var server = await StartAsync(_binaries);
        Assert.That(
            await ScalarAsync(
                server,
                "select concat_ws(' ', current_setting('listen_addresses'), "
                    + "'[' || current_setting('unix_socket_directories') || ']', (select string_agg(address || ' ' || auth_method, "
                    + "',') from pg_hba_file_rules))"
            ),
            Is.EqualTo("127.0.0.1 [] 127.0.0.1 scram-sha-256")
        );
    }

    [Test]
    public async Task An_existing_server_is_used_and_left_as_it_is()
    {
        await using var server = await StartAsync(_binaries);
        var theirs = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        await using (
            var existing = await StartAsync(
                ServerChoice.Parse($"postgres://{theirs.Username}:{theirs.Password}@127.0.0.1:{theirs.Port}/postgres?sslmode=disable")
            )
        )
        {
            Assert.That(existing.IsThrowaway, Is.False);
            Assert.That(existing.Version, Is.EqualTo(server.Version));
            Assert.That(
                existing.Description,
                Does.Contain($"existing at 127.0.0.1:{theirs.Port}/postgres").And.Not.Contain(theirs.Password!)
            );
        }

        Assert.That(await ScalarAsync(server, "select 1"), Is.EqualTo(1));
    }

    private static IEnumerable<TestCaseData> NotToBeHad()
    {
        yield return new("Host=127.0.0.1;Port=1;Username=me;Password=geheim;Timeout=2", "127.0.0.1:1/postgres, cannot be used");
        yield return new("installed:/nowhere/bin", "/nowhere/bin does not contain the programs 'postgres' and 'initdb'");
        if (!EngineTraces.AreThere())
            yield return new("container", "No Docker engine can be used");
    }

    [TestCaseSource(nameof(NotToBeHad))]
    public void Where_no_server_is_found_the_error_names_the_ways_to_get_one(string value, string why) =>
        Assert.That(
            () => StartAsync(ServerChoice.Parse(value)),
            Throws
                .TypeOf<NoServerException>()
                .With.Message.Contains(why)
                .And.Message.Contains("Docker")
                .And.Message.Contains("npm")
                .And.Message.Contains("installed:BIN_DIR")
                .And.Message.Not.Contains("geheim")
        );

    private static Task<PostgresServer> StartAsync(ServerChoice choice) =>
        PostgresServer.StartAsync(choice, TestContext.Out.WriteLine, CancellationToken.None);

    private static async Task<object?> ScalarAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
