using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests where the suite looks for a container engine, the command in a container, and the error of an unusable engine.</summary>
[WithoutDatabase]
public sealed class ContainerEngines
{
    [Test]
    public void No_engine_is_used_if_nothing_points_to_one() =>
        Assert.That(EngineTraces.AreThere(_ => null, _ => false, _ => ""), Is.False);

    [TestCase("DOCKER_HOST", "tcp://elsewhere:2375")]
    [TestCase("DOCKER_CONTEXT", "rootless")]
    public void A_variable_points_to_an_engine(string name, string value) =>
        Assert.That(EngineTraces.AreThere(n => n == name ? value : null, _ => false, _ => ""), Is.True);

    [TestCase("/var/run/docker.sock")]
    [TestCase("/run/user/1000/docker.sock")]
    [TestCase("/home/me/.docker/run/docker.sock")]
    [TestCase("/home/me/.testcontainers.properties")]
    public void A_socket_or_a_settings_file_points_to_an_engine(string file)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/home/me",
            ["XDG_RUNTIME_DIR"] = "/run/user/1000",
        };
        Assert.That(EngineTraces.AreThere(variables.GetValueOrDefault, f => f == file, _ => ""), Is.True);
    }

    [TestCase("""{"currentContext": "rootless"}""", true)]
    [TestCase("""{"auths": {}}""", false)]
    public void A_chosen_Docker_context_points_to_an_engine(string configuration, bool isOne) =>
        Assert.That(
            EngineTraces.AreThere(n => n == "HOME" ? "/home/me" : null, f => f == "/home/me/.docker/config.json", _ => configuration),
            Is.EqualTo(isOne)
        );

    [TestCase("supabase/postgres:15.8.1.060")]
    [TestCase("public.ecr.aws:443/supabase/postgres@sha256:0123")]
    public void The_platforms_image_runs_its_own_command_with_our_data_directory(string image) =>
        Assert.That(
            string.Join(' ', ContainerCommand.Create(image)),
            Does.StartWith("postgres -D /etc/postgresql -c data_directory=/usage-rls/data -c cron.database_name=template1")
                .And.Contain("-c fsync=off")
        );

    [TestCase("postgres:17.10")]
    [TestCase("somebody/supabase/postgres-ish:1")]
    public void An_image_other_than_the_platforms_gets_only_our_settings(string image) =>
        Assert.That(
            ContainerCommand.Create(image),
            Has.Count.EqualTo(14).And.All.Not.Contain("data_directory").And.Not.Contain("postgres")
        );

    [Test]
    public void Settings_that_cannot_be_read_are_named()
    {
        var fault = new TypeInitializationException("Settings", new UriFormatException("the URI is relative"));
        Assert.That(
            ContainerFault.Reason("postgres:17", fault, ContainerServer.StartLimit),
            Is.EqualTo("DOCKER_HOST or another setting of Docker cannot be read: the URI is relative")
        );
    }

    [Test]
    public void An_engine_that_cannot_be_used_says_why_in_its_own_words()
    {
        var denied = new HttpRequestException("Connection failed", new SocketException((int)SocketError.AccessDenied));
        var fault = new DockerUnavailableException(
            "Docker is not running.",
            new AggregateException(denied, new InvalidOperationException("client version 1.54 is too new"))
        );
        Assert.That(
            ContainerFault.Reason("postgres:17", fault, ContainerServer.StartLimit),
            Does.StartWith("No Docker engine can be used: Connection failed: ")
                .And.Contain("Permission denied")
                .And.Contain("client version 1.54 is too new")
        );
    }
}
