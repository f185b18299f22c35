using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Bypass;

namespace UsageRls.Verification.Tests.Bypass;

/// <summary>Ways around that are opened and closed by roles, which belong to a whole server: so this one has a server to itself.</summary>
public sealed class RoleStories
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        // The roles of an existing server are not the suite's to change.
        var choice = ServerChoice.FromEnvironment() is var chosen and not ServerChoice.Existing ? chosen : new ServerChoice.Default();
        _server = await TestServer.UseAsync(await PostgresServer.StartAsync(choice, _ => { }, CancellationToken.None), _ => { });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [TestCase("role_chain", "grant service_role to authenticated", "revoke service_role from authenticated")]
    [TestCase("role_chain", "create role by_way; grant by_way to authenticated; grant service_role to by_way", "revoke service_role from by_way")]
    [TestCase("role_chain", "create role analyst bypassrls; grant analyst to authenticator; grant select on public.usage_events to analyst", "alter role analyst nobypassrls")]
    [TestCase("role_chain", "create role report bypassrls; grant report to authenticator; grant select on public.usage_events to report", "revoke report from authenticator")]
    [TestCase("change_stream", "alter role authenticated replication", "alter role authenticated noreplication")]
    public async Task Opened_they_are_found_and_closed_they_are_gone(string id, string opened, string closed)
    {
        Assert.That(await FoundAsync(opened), Has.Some.EqualTo($"probe/{id}"));
        Assert.That(await FoundAsync(closed), Has.None.EqualTo($"probe/{id}"));
    }

    private async Task<string[]> FoundAsync(string sql)
    {
        var template = await _server.TemplateAsync(Laboratory.Own, Baseline.Explicit);
        await using var database = await template.CloneAsync();
        await database.ExecuteAsync(sql);
        var report = await ProbeRun.RunAsync(database);
        Assert.That(report.Blind, Is.Empty);
        return [.. report.Findings.Select(f => f.Id)];
    }
}
