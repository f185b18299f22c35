using System.Runtime.Versioning;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>
/// Tests that the suite reads only the catalog of a deployed database, in one transaction, and that its login needs no privilege on any
/// table.
/// </summary>
public sealed class ReadingStories
{
    private const string Login = "deployed_reader",
        Password = "reads-the-catalog";

    private TestServer _server = null!;
    private TestDatabase _deployed = null!;

    private static void AsReader(NpgsqlConnectionStringBuilder settings) => (settings.Username, settings.Password) = (Login, Password);

    [OneTimeSetUp]
    public async Task DeployAsync()
    {
        _server = await Laboratory.NewServerAsync();
        _deployed = await DeployedApplication.DeployAsync(_server);
        await _deployed.ExecuteAsync(
            $"create role {Login} login password '{Password}'; alter role {Login} set statement_timeout = '15s'; "
                + "insert into public.teams (name) values ('a row nobody may read')"
        );
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _deployed.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_login_without_privileges_on_any_table_suffices()
    {
        var settings = new NpgsqlConnectionStringBuilder(_deployed.ConnectionString) { Pooling = false };
        AsReader(settings);
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from public.teams", connection);
        Assert.That(
            command.ExecuteScalarAsync,
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo("42501")
        );

        var report = await DeployedApplication.ReportAsync(_deployed, AsReader);
        Assert.That(report.IsWhatWasVerified, report.Explain());
        Assert.That(report.Platform, Is.Empty, "no difference names the login itself");
    }

    [Test]
    public async Task The_logins_search_path_does_not_change_how_names_are_read()
    {
        await _deployed.ExecuteAsync($"alter role {Login} set search_path = pg_catalog");
        try
        {
            var report = await DeployedApplication.ReportAsync(_deployed, AsReader);
            Assert.That(report.IsWhatWasVerified, report.Explain());
        }
        finally
        {
            await _deployed.ExecuteAsync($"alter role {Login} reset search_path");
        }
    }

    [Test]
    public async Task The_servers_log_has_one_transaction_and_no_table_of_an_application()
    {
        // The login gets select on every table in public, so that a missing privilege cannot be the reason why no table is read.
        await _deployed.ExecuteAsync($"grant select on all tables in schema public to {Login}");
        await using var log = await StatementLog.StartAsync(_deployed);
        var report = await DeployedApplication.ReportAsync(_deployed, AsReader);
        await _deployed.ExecuteAsync($"select count(*) from public.teams; revoke select on all tables in schema public from {Login}");
        var (read, other) = await log.EndAsync(Login);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other, Has.Some.Contains("from public.teams"), "the log shows statements that read a table");
            Assert.That(read, Has.Some.Contains("pg_catalog.pg_policy"));
            Assert.That(read, Has.Some.EqualTo("set local statement_timeout = '15s'").And.Some.EqualTo("set local lock_timeout = '1s'"));
            Assert.That(read, Has.None.Contains("public.").And.None.Contains("teams").And.None.Contains("papers"));
            Assert.That(
                read.Where(s => s.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase)),
                Is.EqualTo(["BEGIN ISOLATION LEVEL REPEATABLE READ"])
            );
            Assert.That(
                read.Where(s => s.StartsWith("set ", StringComparison.Ordinal)),
                Has.All.StartsWith("set transaction ").Or.StartsWith("set local "),
                "all settings end with the transaction"
            );
            Assert.That(read.Take(2).Last(), Is.EqualTo("set transaction read only"));
            Assert.That(
                read.Select(s => s.Split(' ', '\n')[0].ToLowerInvariant()).Distinct(),
                Is.SubsetOf(["begin", "set", "select", "--", "rollback"])
            );
            Assert.That(read, Has.None.Contains("advisory").And.None.Contains("temp"));
            Assert.That(report.IsWhatWasVerified, report.Explain());
            Assert.That(report.Platform, Is.Empty, "no difference names the login's own privileges");
        }
    }

    [Test, UnsupportedOSPlatform("windows")]
    public async Task Reading_works_through_a_transaction_pooler()
    {
        await using var pooler = await TransactionPooler.StartAsync(_deployed, Login, Password);
        foreach (var _ in (int[])[1, 2])
        {
            var report = await DeployedApplication.ReportAsync(
                _deployed,
                settings =>
                {
                    AsReader(settings);
                    (settings.Host, settings.Port, settings.RequireAuth) = ("127.0.0.1", pooler.Port, null);
                    // A pooler refuses a connection with this startup option, so the suite must remove the option.
                    settings.Options = "-c search_path=private";
                }
            );
            Assert.That(report.IsWhatWasVerified, report.Explain());
        }
        Assert.That(
            await pooler.ShowAsync("search_path"),
            Is.EqualTo("\"$user\", public"),
            "no setting stays on the server connection, which the next client gets"
        );
    }

    [Test]
    public async Task Reading_does_not_wait_for_a_lock()
    {
        await using var connection = await _deployed.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("lock table public.paper_titles in access exclusive mode", connection, transaction);
        await command.ExecuteNonQueryAsync();
        Assert.That(
            () => DeployedApplication.ReportAsync(_deployed, AsReader),
            Throws.InstanceOf<DeployedException>().With.Message.Contains("Another session holds a lock")
        );
    }

    [TestCase("Host=127.0.0.1;Port=1;Username=a;Password=verysecret", "cannot be reached")]
    [TestCase("postgres://a:verysecret@127.0.0.1:1/b", "cannot be reached")]
    [TestCase("Host=nowhere.invalid;Username=a;Password=verysecret", "cannot be reached")]
    public void A_message_names_neither_host_nor_password(string connectionString, string why) =>
        Assert.That(
            () => new DeployedDatabase(connectionString).ReadAsync(),
            Throws
                .InstanceOf<DeployedException>()
                .With.Message.Contains(why)
                .And.Message.Not.Contains("verysecret")
                .And.Message.Not.Contains("127.0.0.1")
                .And.Message.Not.Contains("nowhere")
        );

    [TestCase("no entry for host \"db.example.com\", user \"a\"")]
    [TestCase("no entry for host \"10.1.2.3\" or \"2001:db8:0:0::7\", verysecret")]
    public void An_error_of_the_server_is_shown_without_host_address_and_password(string answer) =>
        Assert.That(
            new DeployedDatabase("Host=db.example.com;Username=a;Password=verysecret").Clean(answer),
            Does.StartWith("no entry for host")
                .And.Not.Contain("verysecret")
                .And.Not.Contain("db.example.com")
                .And.Not.Contain("10.1.2.3")
                .And.Not.Contain("2001")
        );

    [Test]
    public void An_invalid_connection_string_is_not_quoted() =>
        Assert.That(
            () => new DeployedDatabase("verysecret"),
            Throws.InstanceOf<FormatException>().With.Message.Contains(DeployedDatabase.Variable).And.Message.Not.Contains("verysecret")
        );
}
