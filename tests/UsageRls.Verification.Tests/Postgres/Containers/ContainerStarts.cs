using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DotNet.Testcontainers.Configurations;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres.Containers;

/// <summary>Tests the options of a container, and what remains and is reported if its start fails.</summary>
[NonParallelizable]
public sealed class ContainerStarts
{
    private readonly List<string> _progress = [];

    [OneTimeTearDown]
    public void With_Ryuk()
    {
        TestcontainersSettings.ResourceReaperEnabled = true;
        TestcontainersSettings.DockerHostOverride = null;
    }

    [OneTimeSetUp]
    public void Without_Ryuk()
    {
        TestcontainersSettings.ResourceReaperEnabled = false;
        TestcontainersSettings.DockerHostOverride = "127.0.0.1";
    }

    [SetUp]
    public void Forget() => _progress.Clear();

    [Test]
    public async Task A_container_is_published_on_loopback_only_and_has_a_name_labels_and_no_volume()
    {
        await using var engine = await FakeEngine.StartAsync(port: ClosedPort());
        JsonObject? asked = null;
        engine.Fault = call =>
        {
            asked ??= engine.Containers.Values.FirstOrDefault();
            return null;
        };
        await FailAsync(engine);
        var host = asked!["HostConfig"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked["Name"]!.ToString(), Does.StartWith("usage-rls-"));
            Assert.That(asked["Labels"]!["usage-rls.host"]!.ToString(), Is.EqualTo(Environment.MachineName));
            Assert.That(host["PortBindings"]!["5432/tcp"]![0]!["HostIp"]!.ToString(), Is.EqualTo("127.0.0.1"));
            Assert.That(host["Mounts"]!.ToJsonString(), Does.Contain("\"Target\":\"/var/lib/postgresql/data\"").And.Contain("tmpfs"));
        }
    }

    [Test]
    public async Task An_image_that_is_no_PostgreSQL_ends_within_the_stated_time_and_leaves_nothing()
    {
        await using var engine = await FakeEngine.StartAsync(port: ClosedPort());
        var fault = await FailAsync(engine);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Reason, Is.EqualTo("The container of postgres:17 runs, but PostgreSQL in it did not answer within 1 s."));
            Assert.That(engine.Containers, Is.Empty);
        }
    }

    [Test]
    public async Task An_image_that_exits_is_reported_with_the_end_of_its_log()
    {
        await using var engine = await FakeEngine.StartAsync(containersEnd: true, log: "first\nFATAL: no space left on device\n");
        var fault = await FailAsync(engine);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                fault.Reason,
                Does.StartWith("The container of postgres:17 stopped by itself.").And.Contain("no space left on device")
            );
            Assert.That(engine.Containers, Is.Empty);
        }
    }

    [TestCase("manifest for postgres:17 not found: manifest unknown", "Docker cannot get the image postgres:17: ")]
    [TestCase(
        "Get \"https://registry/v2/\": dial tcp: lookup registry: no such host",
        "The Docker engine reaches no registry for the image postgres:17: "
    )]
    public async Task A_missing_image_and_no_network_are_told_apart(string engineSays, string told)
    {
        await using var engine = await FakeEngine.StartAsync(hasImage: false);
        engine.Fault = call =>
            call == "POST /images/create" ? (engineSays.StartsWith("manifest", StringComparison.Ordinal) ? 404 : 500, engineSays) : null;
        Assert.That((await FailAsync(engine)).Reason, Is.EqualTo(told + engineSays));
    }

    [Test]
    public async Task A_missing_image_of_Ryuk_is_told_apart()
    {
        await using var engine = await FakeEngine.StartAsync(hasImage: false);
        engine.Fault = call => call == "POST /images/create" ? (404, "manifest for testcontainers/ryuk:0.14.0 not found") : null;
        TestcontainersSettings.ResourceReaperEnabled = true;
        try
        {
            Assert.That((await FailAsync(engine)).Reason, Does.StartWith("Docker cannot get the image of Ryuk, "));
        }
        finally
        {
            TestcontainersSettings.ResourceReaperEnabled = false;
        }
    }

    [Test]
    public async Task An_engine_whose_API_is_too_old_says_so_in_its_own_words()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Fault = _ => (400, "client version 1.44 is too new. Maximum supported API version is 1.24");
        Assert.That(
            (await FailAsync(engine)).Reason,
            Does.EndWith(": client version 1.44 is too new. Maximum supported API version is 1.24")
        );
    }

    [Test]
    public async Task A_missing_engine_is_reported_with_the_reason()
    {
        var request = Request(new Uri("unix:///nowhere/docker.sock"));
        var fault = await FailAsync(request);
        Assert.That(fault.Reason, Does.StartWith("No Docker engine can be used: ").And.Not.Contain("Exception"));
    }

    [Test]
    public async Task A_container_of_a_dead_run_is_removed_by_the_next_and_one_of_a_living_run_is_not()
    {
        await using var engine = await FakeEngine.StartAsync(port: ClosedPort());
        var dead = RunLock.Create($"usage-rls-{Guid.NewGuid():N}");
        dead.Release();
        using var living = RunLock.Create($"usage-rls-{Guid.NewGuid():N}");
        engine.Containers["dead56789012"] = Labelled(dead.Path);
        engine.Containers["living789012"] = Labelled(living.Path);
        await FailAsync(engine);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(engine.Containers.Keys, Is.EqualTo(["living789012"]));
            Assert.That(_progress, Has.Member("Removed the container dead56789012 of an earlier run."));
            Assert.That(File.Exists(dead.Path), Is.False);
        }
    }

    private static JsonObject Labelled(string file) =>
        new()
        {
            ["Labels"] = new JsonObject { ["usage-rls.host"] = Environment.MachineName, ["usage-rls.lock"] = file },
        };

    private static ContainerRequest Request(Uri engine) =>
        new("postgres:17", "tried", TimeSpan.FromSeconds(1), new DockerEndpointAuthenticationConfiguration(engine))
        {
            FromContainer = false,
        };

    private Task<NoServerException> FailAsync(FakeEngine engine) => FailAsync(Request(engine.Endpoint));

    private async Task<NoServerException> FailAsync(ContainerRequest request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await using var server = await ContainerServer.StartAsync(request, _progress.Add, limit.Token);
        }
        catch (NoServerException e)
        {
            return e;
        }

        throw new AssertionException("A server started, although the fake engine runs no PostgreSQL.");
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
