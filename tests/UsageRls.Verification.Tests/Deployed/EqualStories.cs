using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>
/// Tests that a database deployed from the migrations is reported as equal to them, even if it differs in objects of the platform, in
/// comments, or in names of indexes and constraints.
/// </summary>
public sealed class EqualStories
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await Laboratory.NewServerAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase(GrantBaseline.Legacy)]
    [TestCase(GrantBaseline.Explicit)]
    public async Task A_deployed_database_equals_its_migrations_on_the_baseline_of_the_deployment(GrantBaseline baseline)
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server, baseline);
        var report = await DeployedApplication.ReportAsync(deployed);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.IsWhatWasVerified, report.Explain());
            Assert.That(report.Baseline, Is.EqualTo(baseline));
            Assert.That(report.Platform, Is.Empty);
            Assert.That(
                report.Equal.Select(e => e.Kind),
                Is.SupersetOf([
                    "role",
                    "policy",
                    "table privilege",
                    "function",
                    "trigger",
                    "constraint",
                    "index",
                    "default privilege",
                    "option",
                ])
            );
        }
    }

    [TestCase(GrantBaseline.Legacy)]
    [TestCase(GrantBaseline.Explicit)]
    public async Task A_database_deployed_from_the_projects_own_migrations_equals_them(GrantBaseline baseline)
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server, baseline, Laboratory.Own);
        var expected = await ExpectedCatalogs.ReadAsync(await DeployedApplication.VerifyingServerAsync(), Laboratory.Own, [baseline]);
        var report = await expected.CompareAsync(await new DeployedDatabase(deployed.ConnectionString).ReadAsync());
        Assert.That(report.IsWhatWasVerified, report.Explain());
    }

    [Test]
    public async Task Other_comments_and_other_names_of_indexes_and_constraints_are_no_difference()
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        await deployed.ExecuteAsync(
            """
            comment on table papers is 'by hand';
            comment on policy papers_read on papers is 'by hand';
            alter index papers_team_idx rename to another_name;
            alter index papers_pkey rename to another_key;
            """
        );
        var report = await DeployedApplication.ReportAsync(deployed);
        Assert.That(report.IsWhatWasVerified, report.Explain());
    }

    [Test]
    public async Task Changes_to_the_platforms_own_objects_are_listed_separately()
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        await deployed.ExecuteAsync(
            """
            create function auth.of_the_platform() returns int language sql as 'select 1';
            alter table auth.users add of_the_platform text;
            create schema if not exists supabase_migrations;
            create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
            insert into supabase_migrations.schema_migrations (version, name) values ('20250101000000', 'teams'),
              ('20250103000000', 'notes'), ('20250105000000', 'by_hand');
            """
        );
        var report = await DeployedApplication.ReportAsync(deployed);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.IsWhatWasVerified, report.Explain());
            Assert.That(
                report.Platform.Select(d => d.Sentence),
                Has.Some.Contains("auth.of_the_platform()").And.Some.Contains("auth.users.of_the_platform")
            );
            Assert.That(report.History.Applied, Is.EqualTo(["20250101000000_teams.sql", "20250103000000_notes.sql"]));
            Assert.That(report.History.Missing, Is.EqualTo(["20250102000000_titles.sql"]));
            Assert.That(report.History.Unknown, Is.EqualTo(["20250105000000_by_hand"]));
        }
    }

    [Test]
    public async Task Roles_and_extensions_of_the_platform_are_no_drift()
    {
        string[] made = ["cli_login_someone", "pgtle_admin", "supabase_etl_admin"];
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        try
        {
            await deployed.ExecuteAsync(
                string.Join('\n', made.Select(role => $"create role {role} login bypassrls; grant select on teams to {role};"))
                    + """
                    alter role pgbouncer createrole;
                    insert into pg_extension values (1, 'pg_graphql', 10, 'extensions'::regnamespace, false, '1.5.11');
                    """
            );
            var report = await DeployedApplication.ReportAsync(deployed);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(report.IsWhatWasVerified, report.Explain());
                Assert.That(
                    report.Platform.Where(d => d.Item.Kind is "role" or "extension").Select(d => d.Item.Object),
                    Is.EquivalentTo([.. made, "pgbouncer", "pg_graphql"])
                );
            }
        }
        finally
        {
            await deployed.ExecuteAsync(
                $"alter role pgbouncer nocreaterole; {string.Join(' ', made.Select(role => $"drop owned by {role}; drop role {role};"))}"
            );
        }
    }

    [Test]
    public async Task A_difference_that_no_SQL_can_repair_is_reported_to_a_person()
    {
        await using var deployed = await DeployedApplication.DeployAsync(_server);
        await deployed.ExecuteAsync("alter type paper_state add value 'public'");
        var report = await DeployedApplication.ReportAsync(deployed);
        Assert.That(
            report.Differences.Single().Repair,
            Is.EqualTo("-- type public.paper_state has to be made by hand: enum ('draft', 'final')")
        );
    }
}
