using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Evidence.Sections.Catalog;
using UsageRls.Verification.Evidence.Sections.Matrix;
using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.Evidence.Sections.Plans;
using UsageRls.Verification.Evidence.Sections.Timeline;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tests.Evidence;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Evidence;

/// <summary>Tests that the evidence record contains what the stages of a run report, and that passwords are removed from it.</summary>
public sealed class EvidenceCollecting
{
    private static readonly Criterion[] s_criteria = [new("RLS policies for tenant isolation", ["Matrix"])];

    [Test]
    public async Task The_record_has_the_numbers_and_facts_of_the_run()
    {
        await using var database = await Laboratory.AfterAsync("drop policy \"Members can record their own usage\" on public.usage_events");
        var collector = new EvidenceCollector(s_criteria, TimeProvider.System);
        collector.Verifies(database.Template.Migrations, 7, null);
        collector.RunsOn(database.Server.Server);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        collector.Add(matrix.Baseline, matrix);
        collector.Add(database.Template.Baseline, await CatalogFacts.ReadAsync(database, UsageEventsIntent.Table));
        collector.Ended([new TestRecord("Matrix", "Holds(member, insert, legacy)", TestOutcome.Failed, "TOO STRICT")]);
        var record = collector.ToRecord();
        var catalog = record.Part<CatalogFacts>(CatalogSection.Catalog).Single();
        var folder = new StatementLocator(database.Template.Migrations.Migrations, record.Folder) { Table = "usage_events" };
        var attempts = record.Part<MatrixRecord>(MatrixSection.Matrices).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(attempts.Attempts, Has.Count.EqualTo(matrix.Verdicts.Count));
            Assert.That(attempts.AgainstIntent, Is.EqualTo(matrix.Verdicts.Count(v => !v.Holds)).And.Positive);
            Assert.That(
                attempts.Attempts.Where(a => a.Judgement == Judgement.TooStrict).Select(a => a.Command).Distinct(),
                Is.EqualTo(["insert"])
            );
            Assert.That(catalog.Policies.Select(p => p.Name), Is.EqualTo(["Members can view their organizations' usage"]));
            Assert.That(catalog.Indexes.Select(i => i.Name), Does.Contain("usage_events_org_created_idx"));
            Assert.That(catalog.Grants.Select(g => g.Role), Is.EqualTo(["authenticated", "service_role"]));
            Assert.That(record.Migrations.Select(m => m.Sha256), Is.EqualTo(database.Template.Migrations.Migrations.Select(m => m.Sha256)));
            Assert.That(record.ServerVersion, Is.EqualTo(database.Server.Server.Version.ToString()));
            Assert.That(record.Criteria.Single(), Is.EqualTo(s_criteria[0].Trace(record.Tests)));
            Assert.That(folder.Find("insert on usage_events")!.Sql, Does.StartWith("drop policy"), "the statement that removed the access");
        }
    }

    [Test]
    public async Task What_a_migration_opens_is_a_finding_until_a_later_one_closes_it()
    {
        var server = await Laboratory.ServerAsync();
        var platform = await server.TemplateAsync(Laboratory.Own.First(0), GrantBaseline.Legacy);
        async Task<IReadOnlyList<Finding>> AfterAsync(int migrations)
        {
            var set = Laboratory.Own.First(migrations);
            await using var database = await Laboratory.MigratedAsync(set.Migrations);
            var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
            return AccessFindings.From([await AccessTimeline.RunAsync(platform, set, UsageEventsIntent.Own, matrix)]);
        }

        var open = await AfterAsync(1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(open.Select(f => f.Status), Is.All.EqualTo(FindingStatus.Open));
            Assert.That(open.Select(f => f.Id), Does.Contain("access/insert").And.Contain("access/truncate"));
            Assert.That(open.Select(f => f.Since), Is.All.EqualTo(Laboratory.Own.Migrations[0].FileName));
        }

        Assert.That(
            (await AfterAsync(2)).Select(f => (f.Id, f.Status, f.ClosedBy)).Distinct(),
            Is.EquivalentTo(open.Select(f => (f.Id, FindingStatus.Closed, Laboratory.Own.Migrations[1].FileName)).Distinct())
        );
    }

    [Test]
    public void The_order_in_which_stages_report_does_not_change_the_record()
    {
        static EvidenceRecord Record(IEnumerable<int> order)
        {
            var collector = new EvidenceCollector([], TimeProvider.System);
            foreach (var i in order)
            {
                collector.Count($"things {i}", i);
                collector.Add([new Finding($"lint/{i}", Severity.Low, "…", "…", "…", FindingStatus.Open)]);
                collector.Add(i, new PlanRecord($"query {i}", "legacy", "member", [], 0, 0, 0, i == 2, new PagesRecord(i, 0), []));
            }
            collector.Ended(order.Select(i => new TestRecord("Group", $"Test_{i}", TestOutcome.Passed, "")));
            return collector.ToRecord();
        }

        var varying = SampleRun.Interrupted().Varying;
        Assert.That(
            EvidenceJson.Detail(Record([1, 2, 3]) with { Varying = varying }),
            Is.EqualTo(EvidenceJson.Detail(Record([3, 1, 2]) with { Varying = varying }))
        );
    }

    [TestCase("Host=db;Username=u;Password=s3cr;t;Timeout=1", "s3cr")]
    [TestCase("Host=db;password = 's3cr t'", "s3cr")]
    [TestCase("cannot reach postgresql://user:s3cr%21t@db:5432/x", "s3cr")]
    [TestCase("cannot reach https://user:s3cr%21t@example.com/x", "s3cr")]
    [WithoutDatabase]
    public void No_password_is_kept_whoever_wrote_it(string text, string secret)
    {
        var collector = new EvidenceCollector([], TimeProvider.System);
        collector.CannotStart(text);
        collector.DidNotRun("a stage", text);
        collector.Ended([new TestRecord("Group", "Test", TestOutcome.Failed, $"first\n{text}")]);
        Assert.That(System.Text.Encoding.UTF8.GetString(EvidenceJson.Detail(collector.ToRecord())), Does.Not.Contain(secret));
    }

    [Test]
    [WithoutDatabase]
    public void The_servers_password_is_removed_from_any_place_in_a_text()
    {
        var redaction = new Redaction();
        redaction.Learn("Host=db;Username=u;Password=correct horse");
        redaction.Learn("Host=db;Username=u;Password=as");
        Assert.That(
            redaction.Clean("login as u with correct horse failed"),
            Is.EqualTo("login as u with ‹redacted› failed"),
            "a password of two letters stays, because texts also contain these letters as a word"
        );
    }

    [Test]
    [WithoutDatabase]
    public void Setting_the_clock_during_a_run_does_not_change_its_duration()
    {
        var clock = new ClockOf2024();
        var collector = new EvidenceCollector([], clock);
        (clock.Now, clock.Timestamp) = (clock.Now.AddYears(-20), clock.TimestampFrequency * 7);
        collector.Ended([]);
        var varying = collector.ToRecord().Varying;
        Assert.That((varying.StartedAt.Year, varying.EndedAt - varying.StartedAt), Is.EqualTo((2024, TimeSpan.FromSeconds(7))));
    }

    private static IEnumerable<TestCaseData> Verdicts =>
        [
            new TestCaseData(TestOutcome.Passed, TestOutcome.Passed, "PASSED").SetArgDisplayNames("all hold"),
            new TestCaseData(TestOutcome.Passed, TestOutcome.NotRun, "WARNED").SetArgDisplayNames("one did not run"),
            new TestCaseData(TestOutcome.NotRun, TestOutcome.NotRun, "WARNED").SetArgDisplayNames("none ran"),
            new TestCaseData(TestOutcome.NotRun, TestOutcome.Failed, "FAILED").SetArgDisplayNames("one fails"),
        ];

    [WithoutDatabase]
    [TestCaseSource(nameof(Verdicts))]
    public void What_did_not_run_never_counts_as_passed(TestOutcome one, TestOutcome other, string result)
    {
        var collector = new EvidenceCollector(s_criteria, TimeProvider.System);
        collector.Ended([new TestRecord("Matrix", "One", one, ""), new TestRecord("Matrix", "Other", other, "")]);
        var record = collector.ToRecord();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.Verdict.Result, Is.EqualTo(result));
            Assert.That(record.Criteria.Single().IsShown, Is.EqualTo(result == "PASSED"));
        }
    }

    [Test]
    [WithoutDatabase]
    public void Mutants_that_were_not_tried_never_count_as_killed()
    {
        var collector = new EvidenceCollector([], TimeProvider.System);
        var report = new MutationReport([], [], ["mutants of roles: the server is somebody's"], TimeSpan.Zero);
        collector.Add("mutation", new MutationOnBaseline(GrantBaseline.Legacy, report));
        collector.Ended([new TestRecord("Mutation", "One", TestOutcome.Passed, "")]);
        Assert.That(collector.ToRecord().Verdict.Result, Is.EqualTo("WARNED"));
    }

    private sealed class ClockOf2024 : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2024, 12, 1, 0, 0, 0, TimeSpan.Zero);

        public long Timestamp { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Timestamp;
    }
}
