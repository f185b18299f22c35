using System.Text.Json.Nodes;
using System.Xml.Linq;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Tests that the evidence of a whole run of the main job states the run's result, however the run ends.</summary>
public sealed class WholeRuns
{
    [Test]
    public async Task A_filtered_run_says_what_it_left_out()
    {
        await using var run = await WholeRun.ToTheEndAsync(new("FullyQualifiedName~MigrationFiles"));
        var evidence = run.Evidence();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(evidence.Result, Is.EqualTo("WARNED"));
            Assert.That(evidence.Groups("passed"), Is.EqualTo(["MigrationFiles"]));
            Assert.That(evidence.Checks.Where(c => c.Group == "Matrix").Select(c => c.Outcome).Distinct(), Is.EqualTo(["notRun"]));
            Assert.That(evidence.NotRun, Does.Contain("Matrix").And.Contain("SmallWorlds").And.Not.Contain("MigrationFiles"));
            Assert.That(evidence.Checks.Select(c => c.Group), Does.Not.Contain("Deployed"), "no deployed database is configured");
        }
    }

    [Test]
    [Slow]
    public async Task Two_runs_of_the_same_migrations_give_the_same_evidence_except_for_what_is_marked_as_varying()
    {
        var start = new RunStart(
            "FullyQualifiedName~Matrix|FullyQualifiedName~Lints|FullyQualifiedName~Probes|"
                + "FullyQualifiedName~TwinWorlds|FullyQualifiedName~SmallWorlds|FullyQualifiedName~UsageEvents.Plans"
        );
        await using var one = await WholeRun.ToTheEndAsync(start);
        await using var other = await WholeRun.ToTheEndAsync(start);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.File(EvidenceFolder.Sarif), Is.EqualTo(one.File(EvidenceFolder.Sarif)));
            Assert.That(other.File(EvidenceFolder.Summary), Is.EqualTo(one.File(EvidenceFolder.Summary)));
            Assert.That(JsonNode.DeepEquals(WithoutWhatVaries(one), WithoutWhatVaries(other)), Is.True);
        }

        static JsonObject WithoutWhatVaries(WholeRun run)
        {
            var detail = JsonNode.Parse(run.File(EvidenceFolder.Detail))!.AsObject();
            Assert.That(detail.Remove("varying"), Is.True);
            // The state of the git work tree may change during the test.
            detail.Remove("commit");
            return detail;
        }
    }

    [Test]
    [Slow]
    public async Task The_run_ends_with_the_seconds_of_each_class()
    {
        await using var run = await WholeRun.ToTheEndAsync(
            new("FullyQualifiedName~UsageEvents.Probes|FullyQualifiedName~TwinWorlds|FullyQualifiedName~Tests.Lints")
        );
        Assert.That(run.Output, Does.Match(@"usage-rls: seconds: \d+\.\d until the migrations were applied; then, in parallel: "));
        foreach (var part in (string[])["Probes", "TwinWorlds", "Lints"])
            Assert.That(run.Output, Does.Match($@"usage-rls: seconds: .*\b{part} \d+\.\d\b"));
    }

    [Test]
    public async Task A_run_without_a_server_verifies_nothing_and_keeps_no_password()
    {
        await using var run = await WholeRun.ToTheEndAsync(
            new RunStart().With((ServerChoice.Variable, "Host=127.0.0.1;Port=1;Username=somebody;Password=correct-horse;Timeout=1"))
        );
        var evidence = run.Evidence();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Status, Is.Not.Zero);
            Assert.That(evidence.Result, Is.EqualTo("FAILED"));
            Assert.That(evidence.Checks.Select(c => c.Outcome).Distinct(), Is.EqualTo(["notRun"]));
            Assert.That(evidence.NotRun, Does.Contain("the run"));
            Assert.That(run.Output, Does.Not.Contain("correct-horse"));
            Assert.That(
                Directory
                    .EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories)
                    .Where(f => File.ReadAllText(f).Contains("correct-horse", StringComparison.Ordinal)),
                Is.Empty
            );
        }
    }

    [Test]
    [Slow]
    public async Task Failed_tests_attach_their_message_for_other_loggers()
    {
        var first = Laboratory.Own.Migrations[0];
        using var folder = new MigrationFolder().With(first.FileName, first.Sql);
        var results = folder.PathOf("results");
        await using var run = await WholeRun.ToTheEndAsync(
            folder.Run(
                "FullyQualifiedName~Members_record|FullyQualifiedName~UsageEvents.Integrity|FullyQualifiedName~Tests.MigrationFiles"
            ) with
            {
                Options =
                [
                    "--logger",
                    "trx;LogFileName=run.trx",
                    "--logger",
                    "html;LogFileName=run.html",
                    "--logger",
                    "console;verbosity=normal",
                    "--results-directory",
                    results,
                ],
            }
        );
        var failed = XDocument
            .Load(Path.Combine(results, "run.trx"))
            .Descendants()
            .Where(e => e.Name.LocalName == "UnitTestResult" && (string?)e.Attribute("outcome") == "Failed")
            .ToArray();
        var attached = Directory.EnumerateFiles(results, "*.txt", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed, Is.Not.Empty);
            Assert.That(failed.Select(f => f.Descendants().Count(e => e.Name.LocalName == "ResultFile")), Is.All.EqualTo(1));
            Assert.That(attached, Has.Length.EqualTo(failed.Length).And.All.Contains("to see it in psql"));
            Assert.That(Path.Combine(results, "run.html"), Does.Exist);
            Assert.That(run.Output, Does.Contain("Passed Members_record"));
            Assert.That(
                run.Evidence()
                    .Checks.Where(c => c.Group is "Integrity" or "MigrationFiles" && c.Outcome == "notRun")
                    .Select(c => c.Message)
                    .Distinct(),
                Is.EqualTo(["Not run: this check is about the project's own migrations, and this run verifies others."]),
                "the reason is printed without a prefix of NUnit"
            );
        }
    }

    [Test]
    [Slow]
    public async Task A_run_whose_folder_takes_no_evidence_fails_at_once()
    {
        using var folder = new MigrationFolder().With("taken", "");
        await using var run = await WholeRun.ToTheEndAsync(
            new RunStart("FullyQualifiedName~MigrationFiles").With((EvidenceFolder.Variable, folder.PathOf("taken/evidence")))
        );
        Assert.That(run.Status, Is.Not.Zero);
        Assert.That(
            run.Output,
            Does.Contain("NOT RUN. The evidence of this run could not be written to").And.Contain("Failed!").And.Not.Contain("Passed!")
        );
    }

    [TestCase("")]
    [SlowCase("|FullyQualifiedName~WrittenEvidence")]
    public async Task A_run_whose_evidence_cannot_be_written_in_the_end_fails(string more)
    {
        await using var run = WholeRun.Start(new($"FullyQualifiedName~Counts_sums_and_pages{more}"));
        await run.SaysAsync("after the start of the test host");
        // A file takes the place of the evidence folder, so that no evidence can be written.
        Directory.Move(run.Folder, $"{run.Folder} marked");
        await File.WriteAllTextAsync(run.Folder, "");
        try
        {
            Assert.That(await run.EndAsync(), Is.Not.Zero);
            Assert.That(
                run.Output,
                Does.Contain("The evidence of this run could not be written to").And.Contain(more == "" ? "Passed!" : "Failed!")
            );
        }
        finally
        {
            File.Delete(run.Folder);
            Directory.Move($"{run.Folder} marked", run.Folder);
        }
    }
}
