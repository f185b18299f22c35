using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Verification.Tests.UsageEvents.Bypass;

/// <summary>
/// Tests that the probes and the access matrix find access that roles give. The tests use a separate server, because roles belong to the
/// whole server.
/// </summary>
public sealed class RoleStories
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        // The suite must not change the roles of an existing server.
        var choice = ServerChoice.FromEnvironment() is var chosen and not ServerChoice.Existing ? chosen : new ServerChoice.Default();
        _server = await TestServer.UseAsync(await PostgresServer.StartAsync(choice, _ => { }, CancellationToken.None), _ => { });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SlowCase("role_chain", "grant service_role to authenticated", "revoke service_role from authenticated")]
    [SlowCase(
        "role_chain",
        "create role by_way; grant by_way to authenticated; grant service_role to by_way",
        "revoke service_role from by_way"
    )]
    [TestCase(
        "role_chain",
        "create role analyst bypassrls; grant analyst to authenticator; grant select on public.usage_events to analyst",
        "alter role analyst nobypassrls"
    )]
    [SlowCase(
        "role_chain",
        "create role report bypassrls; grant report to authenticator; grant select on public.usage_events to report",
        "revoke report from authenticator"
    )]
    [TestCase(
        "role_inherited",
        "create role crowd; grant crowd to authenticated; create policy crowd on public.usage_events for select to crowd using (true)",
        "revoke crowd from authenticated"
    )]
    [SlowCase(
        "reachable",
        "create role readers; grant readers to authenticated; create view public.copies as select * "
            + "from public.usage_events; grant select on public.copies to readers",
        "revoke readers from authenticated"
    )]
    [TestCase("change_stream", "alter role authenticated replication", "alter role authenticated noreplication")]
    public async Task An_attack_through_roles_is_found_when_roles_allow_it_and_not_when_they_prevent_it(
        string id,
        string opened,
        string closed
    )
    {
        Assert.That(await FoundAsync(opened), Has.Some.EqualTo($"probe/{id}"));
        Assert.That(await FoundAsync(closed), Has.None.EqualTo($"probe/{id}"));
    }

    [TestCase(Command.Select, "authenticated", "create policy crew on public.usage_events for select to crew using (true)")]
    [SlowCase(Command.Delete, "service_role", "grant delete on public.usage_events to crew")]
    public async Task The_matrix_sees_privileges_that_the_callers_role_has_through_another_role(Command command, string role, string given)
    {
        async Task<Command[]> LooseAsync(string sql)
        {
            await using var database = await (await _server.TemplateAsync(Laboratory.Own, GrantBaseline.Explicit)).CloneAsync();
            await database.ExecuteAsync(sql);
            var matrix = await AccessMatrix.RunAsync(
                database,
                UsageEventsIntent.Own,
                [.. StatementPath.All.Where(p => p.Command == command)]
            );
            await database.ExecuteAsync("drop owned by crew");
            return [.. matrix.Verdicts.Where(v => v.IsTooLoose).Select(v => v.Cell.Path.Command).Distinct()];
        }

        Assert.That(await LooseAsync($"create role crew; grant crew to {role}; {given}"), Has.Some.EqualTo(command));
        Assert.That(await LooseAsync($"revoke crew from {role}; {given}"), Is.Empty);
        await using var last = await (await _server.TemplateAsync(Laboratory.Own, GrantBaseline.Explicit)).CloneAsync();
        await last.ExecuteAsync("drop role crew");
    }

    private async Task<string[]> FoundAsync(string sql)
    {
        var template = await _server.TemplateAsync(Laboratory.Own, GrantBaseline.Explicit);
        await using var database = await template.CloneAsync();
        await database.ExecuteAsync(sql);
        var report = await ProbeRun.RunAsync(database);
        Assert.That(report.Blind, Is.Empty);
        return [.. report.Findings.Select(f => f.Id)];
    }
}
