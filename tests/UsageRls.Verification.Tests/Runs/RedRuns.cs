using NUnit.Framework;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests the console output of a failed run.</summary>
public sealed class RedRuns
{
    private const int MostLines = 40;

    [Test]
    public async Task One_defect_fits_a_screen_however_many_tests_fail()
    {
        using var folder = MigrationFolder.OwnAnd(
            $"""
            create policy "Everybody reads" on public.{UsageEventsTables.Name} for select to authenticated using (true);
            """
        );
        var start = folder.Run("FullyQualifiedName~Isolation|FullyQualifiedName~UsageEvents.Access|FullyQualifiedName~Matrix");
        await using var run = await WholeRun.ToTheEndAsync(start.AsPeopleSeeIt());

        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        var failed = run.Evidence().Checks.Count(c => c.Outcome == "failed");
        Assert.That(failed, Is.GreaterThan(30));
        var lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        var first = Array.FindIndex(lines, l => l.Contains("CAUSE 1 of 1", StringComparison.Ordinal));
        var summary = Array.FindIndex(lines, l => l.StartsWith("Failed!", StringComparison.Ordinal));
        Assert.That(first, Is.Positive, run.ToString);
        Assert.That(
            lines[first],
            Does.Contain($"policy \"Everybody reads\" on public.{UsageEventsTables.Name}").And.Contain("_one_more.sql:1")
        );
        Assert.That(summary - first, Is.InRange(1, MostLines), run.ToString);
        Assert.That(lines, Has.Length.AtMost(2 * MostLines), run.ToString);
        var verdict = Array.FindIndex(lines, l => l.Contains("first verdict", StringComparison.Ordinal));
        Assert.That(verdict, Is.InRange(0, first), "the changed tables are judged before the other checks");
        Assert.That(lines[verdict], Does.Contain($"public.{UsageEventsTables.Name} LEAKS: ").Or.Match(@"as they are, \d of \d:"));
    }

    [Test]
    [Slow]
    public async Task Every_refused_file_is_named()
    {
        using var folder = new MigrationFolder();
        for (var day = 1; day <= 28; day++)
        {
            folder.With($"202501{day:D2}000000_a.sql", "create table public.t (id nothing)");
            folder.With($"202502{day:D2}000000_b.sql", "select 1 / 0");
        }
        await using var run = await WholeRun.ToTheEndAsync(folder.Run().AsPeopleSeeIt());
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        for (var day = 1; day <= 28; day++)
            Assert.That(run.Output, Does.Contain($"202501{day:D2}000000_a.sql").And.Contain($"202502{day:D2}000000_b.sql"));
        Assert.That(run.Output.Split('\n'), Has.Length.AtMost(2 * MostLines), run.ToString);
    }
}
