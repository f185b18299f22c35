using System.Runtime.Versioning;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres.Containers;

/// <summary>Tests which container engine the environment variables select, and the message about an engine that cannot be used.</summary>
[UnsupportedOSPlatform("windows")]
[Parallelizable(ParallelScope.All)]
public sealed class EngineSettings
{
    private const string NoEngine = "No Docker engine can be used";
    private const string TooNew = "client version 1.44 is too new. Maximum supported API version is 1.41";

    [Test]
    public async Task A_DOCKER_HOST_that_leads_nowhere_is_named_and_another_server_serves()
    {
        var (status, said) = await ServerProgram.RunAsync(
            bounded: false,
            ("DOCKER_HOST", "tcp://127.0.0.1:1"),
            (ServerChoice.Variable, "")
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero);
            Assert.That(
                said.Split('\n')[0],
                Does.StartWith("No container: No Docker engine can be used: ").And.Contain("'tcp://127.0.0.1:1/': Connection refused")
            );
            Assert.That(said, Does.Match("\nPostgreSQL [0-9.]+, (installed|embedded).*and no container could be started"));
        }
    }

    [TestCase("nonsense", "DOCKER_HOST is 'nonsense', which is not an address such as unix:///SOCKET or tcp://HOST:PORT.")]
    [TestCase("ftp://host", "DOCKER_HOST or another setting of Docker cannot be read: The URI scheme 'ftp' is not supported.")]
    public async Task A_DOCKER_HOST_that_is_nonsense_is_named(string host, string told)
    {
        var (status, said) = await AskAsync(("DOCKER_HOST", host));
        Assert.That((status, said), Is.EqualTo((1, told)));
    }

    [Test]
    public async Task A_socket_without_permission_says_so()
    {
        await using var engine = await FakeEngine.StartAsync();
        File.SetUnixFileMode(engine.Socket, UnixFileMode.None);
        var (status, said) = await ServerProgram.RunAsync(
            bounded: true,
            ("DOCKER_HOST", $"unix://{engine.Socket}"),
            (ServerChoice.Variable, "container")
        );
        Assert.That(status, Is.EqualTo(1));
        Assert.That(
            said,
            Does.StartWith(
                $"{NoEngine}: Failed to connect to Docker endpoint at 'unix://{engine.Socket}': Connection failed: Permission denied"
            )
        );
    }

    [Test]
    public async Task An_engine_whose_API_is_too_old_says_so()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.NewestApi = "1.41";
        var (status, said) = await AskAsync(("DOCKER_HOST", $"unix://{engine.Socket}"));
        Assert.That(status, Is.EqualTo(1));
        Assert.That(said, Does.StartWith("No Docker engine can be used: ").And.Contain($"'unix://{engine.Socket}': {TooNew}"));
    }

    [Test]
    public async Task A_rootless_engine_is_found_in_the_runtime_folder_of_its_user()
    {
        Assume.That(File.Exists("/var/run/docker.sock"), Is.False, "another engine on this machine would be found first");
        await using var engine = await FakeEngine.StartAsync();
        var folder = Directory.CreateTempSubdirectory("usage-rls-"); // the path of a socket has at most 108 characters
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "docker.sock"), engine.Socket);
            engine.Fault = _ => (500, "the rootless one");
            var (_, said) = await ServerProgram.RunAsync(bounded: false, ("XDG_RUNTIME_DIR", folder.FullName), (ServerChoice.Variable, ""));
            Assert.That(said, Does.StartWith("No container: ").And.Contain("the rootless one"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_remote_engine_is_found_by_DOCKER_HOST_and_publishes_where_it_can_be_reached()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Fault = call => call == "POST /containers/create" ? (500, "the remote one") : null;
        var (_, said) = await AskAsync(("DOCKER_HOST", engine.Remote.ToString()));
        Assert.That(said, Does.EndWith("the remote one"));
    }

    [Test]
    public async Task A_container_that_is_kept_stays_without_Ryuk_until_it_is_removed()
    {
        await using var real = await PostgresServer.StartAsync(new ServerChoice.Installed(), _ => { }, CancellationToken.None);
        var connection = new NpgsqlConnectionStringBuilder(real.ConnectionString);
        await using var engine = await FakeEngine.StartAsync(port: connection.Port);
        engine.WhenCreated = async asked =>
        {
            connection.Password = asked["Env"]!
                .AsArray()
                .Select(e => e!.ToString())
                .Single(e => e.StartsWith("POSTGRES_PASSWORD=", StringComparison.Ordinal))[18..];
            await using var administrator = new NpgsqlConnection(real.ConnectionString);
            await administrator.OpenAsync();
            await using var command = new NpgsqlCommand(
                $"alter role {PostgresServer.Superuser} password '{connection.Password}'",
                administrator
            );
            await command.ExecuteNonQueryAsync();
        };

        var (status, said) = await AskAsync(
            ("DOCKER_HOST", $"unix://{engine.Socket}"),
            ("USAGE_RLS_KEEP", "1"),
            ("TESTCONTAINERS_RYUK_DISABLED", "false"),
            ("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
        );

        Assert.That(status, Is.Zero, said);
        var kept = engine.Containers.Values.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(said, Does.Contain("container of postgres:17.10 (as chosen)"));
            Assert.That(said.Split('\n')[^1], Is.EqualTo($"docker rm -f -v {kept["Name"]}"));
        }
        await ContainerLeftovers.SweepAsync(
            new DotNet.Testcontainers.Configurations.DockerEndpointAuthenticationConfiguration(engine.Endpoint),
            _ => { },
            CancellationToken.None
        );
        Assert.That(engine.Containers, Is.Empty, "the next run removes the container");
    }

    private static Task<(int Status, string Said)> AskAsync(params (string Name, string Value)[] variables) =>
        ServerProgram.RunAsync(bounded: false, [.. variables, (ServerChoice.Variable, "container")]);
}
