using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>What a change in a deployed database opens or closes is tried on a clone of the verified one, and said by who reaches whose rows.</summary>
public sealed class TrialStories
{
    private DeployedTrial _trial = null!;

    [OneTimeSetUp]
    public async Task PrepareAsync() => _trial = await OnAsync(await Laboratory.ServerAsync(), mayChangeRoles: false);

    [TestCase("alter policy papers_read on papers using (true)", "can select rows of a tenant that they are no member of in public.papers")]
    [TestCase("alter table papers disable row level security", "can select rows of a tenant that they are no member of in public.papers")]
    [TestCase("create or replace function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = '' as 'select true'", "can select rows of a tenant that they are no member of in public.teams")]
    [TestCase("revoke select on papers from authenticated", "cannot select rows of their own tenant in public.papers")]
    [TestCase("alter view paper_titles reset (security_invoker)", "isolation/view public.paper_titles")]
    [TestCase("alter default privileges for role postgres in schema public grant select on tables to anon", "lint/0026_default_privileges")]
    public async Task A_change_is_said_by_who_reaches_what(string sql, string said)
    {
        await using var deployed = await DeployedApplication.DeployAsync();
        await deployed.ExecuteAsync(sql);
        var trial = await _trial.RunAsync((await DeployedApplication.ReportAsync(deployed)).Differences);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string[])[.. trial.Opened, .. trial.Closed, .. trial.Findings.Select(f => $"{f.Id} {f.Object}")], Has.Some.Contains(said));
            Assert.That(trial.NotTried, Is.Empty);
        }
    }

    [Test]
    public async Task A_role_is_changed_on_a_server_of_its_own_only_and_is_as_before_afterwards()
    {
        await using var deployed = await DeployedApplication.DeployAsync();
        try
        {
            await deployed.ExecuteAsync("alter role authenticated bypassrls");
            var differences = (await DeployedApplication.ReportAsync(deployed)).Differences;
            Assert.That((await _trial.RunAsync(differences)).NotTried.Single().Why, Does.Contain("belongs to the whole server"));

            await deployed.ExecuteAsync("alter role authenticated nobypassrls");
            var own = await OnAsync(await DeployedApplication.ServerAsync(), mayChangeRoles: true);
            Assert.That((await own.RunAsync(differences)).Opened, Has.Some.Contains("can select rows of a tenant that they are no member of in public.papers"));
            Assert.That((await DeployedApplication.ReportAsync(deployed)).IsWhatWasVerified);
        }
        finally
        {
            await deployed.ExecuteAsync(Drift.Undo);
        }
    }

    private static async Task<DeployedTrial> OnAsync(TestServer server, bool mayChangeRoles) =>
        new(await server.TemplateAsync(DeployedApplication.Migrations, Baseline.Explicit), null, seed: 7, mayChangeRoles);
}
