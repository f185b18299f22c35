using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Where an engine is looked for, and what is said of one that cannot be used.</summary>
[WithoutDatabase]
public sealed class Engines
{
    [Test]
    public void None_is_asked_where_nothing_points_to_one() => Assert.That(EngineTraces.AreThere(_ => null, _ => false), Is.False);

    [TestCase("DOCKER_HOST", "tcp://elsewhere:2375")]
    [TestCase("DOCKER_CONTEXT", "rootless")]
    public void A_variable_points_to_one(string name, string value) =>
        Assert.That(EngineTraces.AreThere(n => n == name ? value : null, _ => false), Is.True);

    [TestCase("/var/run/docker.sock")]
    [TestCase("/run/user/1000/docker.sock")]
    [TestCase("/home/me/.docker/run/docker.sock")]
    [TestCase("/home/me/.testcontainers.properties")]
    public void A_socket_or_a_file_of_settings_points_to_one(string file)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/home/me",
            ["XDG_RUNTIME_DIR"] = "/run/user/1000",
        };
        Assert.That(EngineTraces.AreThere(variables.GetValueOrDefault, f => f == file), Is.True);
    }

    [Test]
    public void Settings_that_cannot_be_read_are_named()
    {
        var fault = new TypeInitializationException("Settings", new UriFormatException("the URI is relative"));
        Assert.That(
            ContainerServer.Reason("postgres:17", fault),
            Is.EqualTo("DOCKER_HOST or another setting of Docker cannot be read: the URI is relative")
        );
    }

    [Test]
    public void One_that_cannot_be_used_says_why_in_its_own_words()
    {
        var denied = new HttpRequestException("Connection failed", new SocketException((int)SocketError.AccessDenied));
        var fault = new DockerUnavailableException(
            "Docker is not running.",
            new AggregateException(denied, new InvalidOperationException("client version 1.54 is too new"))
        );
        Assert.That(
            ContainerServer.Reason("postgres:17", fault),
            Does.StartWith("No Docker engine can be used: Connection failed: ")
                .And.Contain("Permission denied")
                .And.Contain("client version 1.54 is too new")
        );
    }
}
