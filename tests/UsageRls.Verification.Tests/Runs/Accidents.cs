using NUnit.Framework;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>A run that verifies nothing is no success, whatever kept it from verifying.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class Accidents
{
    [Test]
    public async Task A_filter_that_matches_nothing()
    {
        await using var run = await WholeRun.ToTheEndAsync(new("FullyQualifiedName~NoSuchThing"));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(Directory.EnumerateFiles(run.Folder), Is.Empty, "evidence of a run that was none");
    }

    [Test]
    public async Task A_migration_that_cannot_be_read()
    {
        using var folder = MigrationFolder.OwnAnd("select 1");
        File.CreateSymbolicLink(folder.PathOf("29990102000000_gone.sql"), "nowhere");
        await CannotStartAsync(folder, "29990102000000_gone.sql: cannot be read");
    }

    [Test]
    public async Task Callers_who_would_be_nobody_by_a_migrations_doing()
    {
        using var folder = MigrationFolder.OwnAnd("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        await CannotStartAsync(folder, "must be owner of function uid");
    }

    [Test]
    public async Task Migrations_that_make_no_table()
    {
        using var folder = new MigrationFolder().With("20240101000000_nothing.sql", "select 1");
        await using var run = await WholeRun.ToTheEndAsync(folder.Run());
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        var evidence = run.Evidence();
        Assert.That(evidence.Result, Is.EqualTo("FAILED"));
        // What is left says something of files only, the evidence's own among them.
        Assert.That(evidence.Checks.Where(c => c.Outcome == "passed").Select(c => c.Name), Is.EquivalentTo(["Follow_the_naming_convention", "The_intent_is_the_accepted_matrix", "Takes_all_that_this_run_has_found"]));
    }

    private static async Task CannotStartAsync(MigrationFolder folder, string why)
    {
        await using var run = await WholeRun.ToTheEndAsync(folder.Run("FullyQualifiedName~Access"));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(run.Output, Does.Contain("NOT RUN. ").And.Contain(why));
        var evidence = run.Evidence();
        Assert.That(evidence.Sentence, Does.StartWith("The run could not start, so nothing is verified: ").And.Contain(why));
        Assert.That(evidence.Groups("passed").Concat(evidence.Groups("failed")), Is.Empty);
    }
}
