using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>
/// Tests the comparison if the deployed database and the verifying server have different major versions of PostgreSQL: a definition that
/// the two versions only print differently is not reported as a difference.
/// </summary>
public sealed class VersionStories
{
    private const int Oldest = 15,
        Newest = 18;

    private static readonly MigrationSet s_migrations = new(
        "versions",
        [
            .. DeployedApplication.Migrations.Migrations,
            Migration.Create(
                "20250104000000_printed.sql",
                EmbeddedSql.Read(typeof(VersionStories).Assembly, "Deployed/Migrations/20250104000000_printed.sql")
            ),
        ]
    );

    private TestServer _here = null!,
        _there = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _here = await DeployedApplication.VerifyingServerAsync();
        // Since version 16 PostgreSQL prints views differently.
        var other = _here.Server.Version.Major == Oldest ? Newest : Oldest;
        _there = await TestServer.UseAsync(
            await PostgresServer.StartAsync(new ServerChoice.Embedded(other), _ => { }, CancellationToken.None),
            _ => { }
        );
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _there.DisposeAsync();

    [Test]
    public async Task A_deployed_database_on_another_version_equals_its_migrations([Values] bool isVerifiedOnTheOther)
    {
        var report = await ReportAsync(isVerifiedOnTheOther, "");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.IsWhatWasVerified, report.Explain());
            Assert.That(report.Server.Major, Is.Not.EqualTo(report.Verified.Major));
            Assert.That(
                report.OfVersion.Select(d => d.Item.Object),
                Is.SupersetOf(["public.paper_titles", "public.paper_days", "private.paper_counts"])
            );
            Assert.That(
                report.Summary,
                Does.Contain(
                    $"It runs PostgreSQL {report.Server}, the migrations were verified on {report.Verified}: "
                        + $"{report.OfVersion.Count} items are the same and only printed differently"
                )
            );
        }
    }

    [Test]
    public async Task A_change_by_hand_is_found_on_another_version([Values] bool isVerifiedOnTheOther)
    {
        var report = await ReportAsync(
            isVerifiedOnTheOther,
            """
            create or replace view paper_titles with (security_invoker = true) as select p.id, upper(p.title) as title from papers as p;
            alter policy papers_read on papers using (true);
            grant select on papers to anon;
            alter table papers drop constraint papers_title_check
            """
        );
        Assert.That(
            report.Differences.Select(d => $"{d.Item.Kind} of {d.Item.Object}"),
            Is.EquivalentTo([
                "view of public.paper_titles",
                "policy of public.papers",
                "table privilege of public.papers",
                "constraint of public.papers",
            ]),
            report.Explain()
        );
    }

    private async Task<DeployedReport> ReportAsync(bool isVerifiedOnTheOther, string change)
    {
        var (verified, deployed) = isVerifiedOnTheOther ? (_there, _here) : (_here, _there);
        await using var database = await (await deployed.TemplateAsync(s_migrations, GrantBaseline.Explicit)).CloneAsync();
        if (change != "")
            await database.ExecuteAsync(change);
        var expected = await ExpectedCatalogs.ReadAsync(verified, s_migrations, [GrantBaseline.Explicit]);
        return await expected.CompareAsync(await new DeployedDatabase(database.ConnectionString).ReadAsync());
    }
}
