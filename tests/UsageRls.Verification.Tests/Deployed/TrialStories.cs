using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>
/// Tests that the changes found in a deployed database are applied to a clone of the verified database, and reported as access that callers
/// gain or lose. Changes of roles are applied only on a server that nobody else uses.
/// </summary>
public sealed class TrialStories
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await Laboratory.NewServerAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Changes_are_described_by_the_rows_that_each_caller_reaches()
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        TrialReport trial;
        try
        {
            await deployed.ExecuteAsync(
                """
                alter policy papers_read on papers using (true);
                alter table teams disable row level security;
                revoke select on paper_notes from authenticated;
                grant truncate on paper_notes to anon;
                grant select on papers to anon;
                alter policy papers_read on papers to anon, authenticated;
                grant usage on schema private to anon;
                create function all_titles() returns setof text language sql security definer as 'select p.title from public.papers p';
                alter view paper_titles reset (security_invoker);
                alter default privileges for role postgres in schema public grant select on tables to anon;
                create table drafts (team_id uuid not null references teams, line text not null);
                grant select on drafts to anon;
                alter role authenticated bypassrls;
                """
            );
            var report = await DeployedApplication.ReportAsync(deployed);
            trial = await (await OnAsync(await DeployedApplication.VerifyingServerAsync(), mayChangeRoles: false)).RunAsync(
                report.Differences
            );
        }
        finally
        {
            await deployed.ExecuteAsync(Drift.Undo);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                trial.Opened,
                Has.Some.Contains("can select rows of a tenant that they are no member of in public.papers")
                    .And.Some.Contains("in public.teams")
                    .And.Some.Contains("in public.drafts")
                    .And.Some.EqualTo("no token can truncate table public.paper_notes")
                    .And.Some.Contains("can call public.all_titles()")
            );
            Assert.That(trial.Closed, Has.Some.Contains("cannot select rows of their own tenant in public.paper_notes"));
            Assert.That(
                trial.Findings.Select(f => $"{f.Id} {f.Object}"),
                Has.Some.EqualTo("isolation/select public.papers")
                    .And.Some.EqualTo("isolation/view public.paper_titles")
                    .And.Some.StartsWith("lint/0026_default_privileges")
                    .And.Some.EqualTo("isolation/function public.all_titles()")
            );
            Assert.That(
                trial.Findings.Where(f => f.Responsible is not null).Select(f => $"{f.Object}: {f.Responsible!.Explain()}"),
                Has.Some.Contains("policy \"papers_read\" on public.papers (by hand, not in any migration) allows this access")
                    .And.Some.Contains("select to anon, by a grant not in any migration")
                    .And.Some.Contains("row level security of public.teams (by hand, not in any migration) is off")
                    .And.Some.Contains("view public.paper_titles (by hand, not in any migration)")
                    .And.Some.Contains("function public.all_titles() (by hand, not in any migration)")
            );
            Assert.That(
                trial.NotTried.Select(n => $"{n.Item.Identity}: {n.Why}"),
                Is.EqualTo(["authenticated: it belongs to the whole server, which others use"])
            );
        }
    }

    [Test]
    public async Task Changes_of_roles_are_tried_on_a_separate_server_and_undone_on_it()
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        try
        {
            await deployed.ExecuteAsync("alter role authenticated bypassrls; create role backdoor login bypassrls in role service_role");
            var differences = (await DeployedApplication.ReportAsync(deployed)).Differences;
            await deployed.ExecuteAsync(Drift.Undo);
            var trial = await (await OnAsync(_server, mayChangeRoles: true, new FurtherTrial(IsBackdoorThereAsync))).RunAsync(differences);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(
                    trial.Opened,
                    Has.Some.Contains("can select rows of a tenant that they are no member of in public.papers")
                        .And.Some.EqualTo("backdoor can log in to the clone")
                );
                Assert.That(trial.NotTried, Is.Empty);
                Assert.That((await DeployedApplication.ReportAsync(deployed)).IsWhatWasVerified);
            }
        }
        finally
        {
            await deployed.ExecuteAsync(Drift.Undo);
        }
    }

    private static async Task<FurtherResult> IsBackdoorThereAsync(TestDatabase clone, CancellationToken cancellation)
    {
        await using var connection = await clone.Connections.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select count(*) from pg_roles where rolname = 'backdoor'", connection);
        return new(
            [.. await command.ExecuteScalarAsync(cancellation) is 1L ? (ReachedRows[])[new("backdoor", "log in to", "", "the clone")] : []],
            []
        );
    }

    private static async Task<DeployedTrial> OnAsync(TestServer server, bool mayChangeRoles, params FurtherTrial[] further) =>
        new(await server.TemplateAsync(DeployedApplication.Migrations, GrantBaseline.Explicit), null, seed: 7, mayChangeRoles, further);
}
