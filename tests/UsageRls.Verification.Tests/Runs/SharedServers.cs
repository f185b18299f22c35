using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// Tests that a run on a server with other people's databases and roles leaves the rows of the server's catalogs and tables unchanged, and
/// that it reports a migration that changes the whole server.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedServers : IAsyncDisposable
{
    // Checks that use clones of both grant baselines. The probes also need to change roles, which the run must not do on this server.
    private const string Telling = "FullyQualifiedName~Probes|FullyQualifiedName~Schema";

    private PostgresServer _server = null!;
    private ServerSnapshot _before = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await PostgresServer.StartAsync(new ServerChoice.Installed(), _ => { }, CancellationToken.None);
        // The server is in the state after an earlier run, which created the platform's roles.
        await RunAsync("postgres", EmbeddedSql.Read(typeof(TestServer).Assembly, "Supabase/roles.sql"));
        await RunAsync("postgres", EmbeddedSql.Read("Runs/their_roles.sql"));
        await RunAsync("postgres", "create database precious owner their_developer");
        await RunAsync("precious", EmbeddedSql.Read("UsageEvents/theirs.sql"));
        await RunAsync("postgres", "create database usage_rls_precious template precious");
        _before = await ServerSnapshot.TakeAsync(_server);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Test]
    public async Task Shared_servers_are_left_as_they_were()
    {
        await using var run = await WholeRun.ToTheEndAsync(Here(new(Telling)));
        Assert.That(run.Status, Is.Zero, run.ToString);
        Assert.That(run.Evidence().NotRun, Does.Contain("probes"), "the run changed roles of others temporarily");
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_by_every_check_there_is()
    {
        await using var run = await WholeRun.ToTheEndAsync(Here(new()));
        Assert.That(run.Status, Is.Zero, run.ToString);
        Assert.That(run.Evidence().NotRun, Does.Contain("probes").And.Contain("mutation"), "the run changed roles of others temporarily");
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_by_migrations_that_make_roles()
    {
        using var folder = MigrationFolder.OwnAnd(
            "create role analyst nologin; create user \"an \"\"odd\"\" one\" nologin; "
                + $"grant select on public.{UsageEventsTables.Name} to analyst; grant analyst to \"an \"\"odd\"\" one\";"
        );
        await using var run = await WholeRun.ToTheEndAsync(Here(folder.Run("FullyQualifiedName~Schema|FullyQualifiedName~MigrationFiles")));
        // The run may report the access of `analyst`; this test only requires that the migrations were applied on both grant baselines.
        Assert.That(run.Evidence().Checks.Select(c => c.Message), Has.None.Contains("already exists"), run.ToString);
        Assert.That(run.Evidence().Groups("passed"), Does.Contain("MigrationFiles"));
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Users_of_a_shared_server_are_told_if_migrations_change_the_whole_server()
    {
        using var folder = MigrationFolder.OwnAnd("alter role anon set work_mem = '5MB'; alter role anon connection limit 50");
        await using var run = await WholeRun.ToTheEndAsync(Here(folder.Run("FullyQualifiedName~MigrationFiles")));
        Assert.That(
            run.Output,
            Does.Contain("29990101000000_one_more.sql changes the whole server permanently: alter role anon connection limit 50")
                .And.Not.Contain("permanently: alter role anon set work_mem") // this setting is limited to the test database
        );
        await RunAsync("postgres", "alter role anon connection limit -1");
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_after_the_run_that_follows_a_kill()
    {
        await using (var run = WholeRun.Start(Here(new("FullyQualifiedName~SmallWorlds"))))
        {
            await run.SaysAsync("migrations of");
            await UntilAsync("select count(*) > 2 from pg_database where datname like 'usage_rls_%' and datname <> 'usage_rls_precious'");
            run.SignalAll("KILL");
            await run.EndAsync();
        }

        await UntilAsync("select count(*) = 0 from pg_stat_activity where application_name = 'usage-rls' and pid <> pg_backend_pid()");
        Assert.That(
            new List<string>((await ServerSnapshot.TakeAsync(_server)).Since(_before)),
            Is.Not.Empty,
            "the kill left nothing to clean up"
        );
        await using var next = await WholeRun.ToTheEndAsync(Here(new("FullyQualifiedName~MigrationFiles")));
        Assert.That(next.Status, Is.Zero, next.ToString);
        Assert.That(next.Output, Does.Contain("left by a run that was killed"));
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_if_all_connections_are_cut_during_a_run()
    {
        await using var run = WholeRun.Start(Here(new("FullyQualifiedName~SmallWorlds")));
        await run.SaysAsync("migrations of");
        await UntilAsync("select count(*) > 0 from pg_stat_activity where datname like 'usage_rls_%' and state = 'active'");
        await RunAsync(
            "postgres",
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'usage-rls' and pid <> pg_backend_pid()"
        );
        Assert.That(await run.EndAsync(), Is.Not.Zero);
        Assert.That(
            run.Evidence().Sentence,
            Does.StartWith("The run did not finish, so nothing is verified: the server failed while the checks ran (57P01")
        );
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_if_no_connection_is_free()
    {
        var held = new List<NpgsqlConnection>();
        try
        {
            // Two connections are left: one to create and drop databases, and one for the migrations.
            var most = int.Parse((string)(await ScalarAsync("show max_connections"))!, System.Globalization.CultureInfo.InvariantCulture);
            for (var i = 0; i < most - 2; i++)
            {
                held.Add(
                    new NpgsqlConnection(
                        new NpgsqlConnectionStringBuilder(_server.ConnectionString)
                        {
                            Pooling = false,
                            ApplicationName = "theirs",
                        }.ConnectionString
                    )
                );
                await held[^1].OpenAsync();
            }

            await using var run = await WholeRun.ToTheEndAsync(Here(new(Telling)));
            Assert.That(run.Status, Is.Not.Zero);
            Assert.That(run.Evidence().Sentence, Does.Contain("53300").And.Contain("too many clients"));
        }
        finally
        {
            foreach (var connection in held)
                await connection.DisposeAsync();
        }
        await NothingIsOtherAsync();
    }

    [Test]
    [Slow]
    public async Task Shared_servers_are_left_as_they_were_by_two_runs_at_once_even_if_one_cannot_start()
    {
        using var folder = MigrationFolder.OwnAnd("select 1 / 0");
        var runs = await Task.WhenAll(WholeRun.ToTheEndAsync(Here(folder.Run(Telling))), WholeRun.ToTheEndAsync(Here(new(Telling))));
        await using var broken = runs[0];
        await using var whole = runs[1];
        Assert.That((broken.Status, whole.Status), Is.EqualTo((1, 0)), whole.ToString);
        Assert.That(broken.Output, Does.Contain("division by zero"));
        await NothingIsOtherAsync();
    }

    private RunStart Here(RunStart start) => start.With((ServerChoice.Variable, _server.ConnectionString));

    private async Task NothingIsOtherAsync() =>
        Assert.That(new List<string>((await ServerSnapshot.TakeAsync(_server)).Since(_before)), Is.Empty);

    private async Task UntilAsync(string condition)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await ScalarAsync(condition) is true)
                return;
            await Task.Delay(20);
        }
        Assert.Fail($"Timed out: this query never returned true: {condition}");
    }

    private Task<object?> RunAsync(string database, string sql) => ScalarAsync(sql, database);

    private async Task<object?> ScalarAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
