using NUnit.Framework;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests that a run which verifies nothing fails, whatever the reason.</summary>
public sealed class Accidents
{
    [Test]
    public async Task A_filter_that_matches_nothing()
    {
        await using var run = await WholeRun.ToTheEndAsync(new("FullyQualifiedName~NoSuchThing"));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(Directory.EnumerateFiles(run.Folder), Is.Empty, "a run without tests wrote evidence");
    }

    [Test]
    [Slow]
    public async Task A_migration_that_cannot_be_read()
    {
        using var folder = MigrationFolder.OwnAnd("select 1");
        File.CreateSymbolicLink(folder.PathOf("29990102000000_gone.sql"), "nowhere");
        await CannotStartAsync(folder, "29990102000000_gone.sql: the file cannot be read");
    }

    [Test]
    public async Task A_migration_that_takes_the_callers_identity()
    {
        using var folder = MigrationFolder.OwnAnd(
            "create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'"
        );
        await CannotStartAsync(folder, "is not that caller");
    }

    [Test]
    [Slow]
    public async Task Migrations_that_make_no_table()
    {
        using var folder = new MigrationFolder().With("20240101000000_nothing.sql", "select 1");
        await using var run = await WholeRun.ToTheEndAsync(folder.Run());
        NotRun(run, "create no table whose rows belong to a tenant or a user");
    }

    [Test]
    public async Task Migrations_of_which_every_file_is_refused()
    {
        using var folder = new MigrationFolder();
        for (var i = 10; i < 72; i++)
            folder.With($"202401010000{i}_add_a_column_to_thing_{i}.sql", $"alter table public.thing_{i} add column a int");
        await using var run = await WholeRun.ToTheEndAsync(folder.Run());
        NotRun(run, "62 of 62 migrations");
        for (var i = 10; i < 72; i++)
            Assert.That(run.Output, Does.Contain($"202401010000{i}"));
    }

    // Only the preflight test fails. NUnit reports tests that it starts before the run stops as skipped, and the other tests not at all.
    private static void NotRun(WholeRun run, string why)
    {
        var evidence = run.Evidence();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Status, Is.Not.Zero, run.ToString);
            Assert.That(run.Output, Does.Contain("NOT RUN. ").And.Contain($"NOT RUN: ").And.Contain(why));
            Assert.That(run.Output.Trim().Split('\n'), Has.Length.LessThan(40), run.Output);
            Assert.That(run.Output, Does.Contain("Failed:     1, Passed:     0").And.Not.Contain("   at "));
            Assert.That(evidence.Result, Is.EqualTo("FAILED"));
            Assert.That(evidence.Sentence, Does.StartWith("The run did not start, so nothing is verified: "));
            Assert.That(evidence.Checks.Select(c => c.Outcome).Distinct(), Is.EqualTo(["notRun"]));
            Assert.That(
                evidence.Checks.Select(c => c.Message),
                Has.All.StartsWith("Not run: ").And.Some.EqualTo("Not run: see Preflight.The_migrations_can_be_verified.")
            );
            Assert.That(run.File(EvidenceFolder.Summary), Does.Contain("Not verified").And.Not.Contain("**Verified**"));
        }
    }

    private static async Task CannotStartAsync(MigrationFolder folder, string why)
    {
        await using var run = await WholeRun.ToTheEndAsync(folder.Run("FullyQualifiedName~Access"));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(run.Output, Does.Contain("NOT RUN. ").And.Contain(why));
        var evidence = run.Evidence();
        Assert.That(evidence.Sentence, Does.StartWith("The run did not start, so nothing is verified: ").And.Contain(why));
        Assert.That(evidence.Groups("passed").Concat(evidence.Groups("failed")), Is.Empty);
        Assert.That(run.File(EvidenceFolder.Summary), Does.Not.Match(@"\b0 migrations of").And.Not.Contain("**Verified**"));
    }
}
