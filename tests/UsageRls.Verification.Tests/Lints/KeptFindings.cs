using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>
/// Tests that the findings of lints on the platform without migrations, which are cached between runs, equal those of a new run.
/// </summary>
public sealed class KeptFindings
{
    [Test]
    public async Task Kept_findings_are_those_that_a_run_would_find([Values] GrantBaseline baseline)
    {
        await using var platform = await Laboratory.MigratedAsync([], baseline);
        var (findings, objects) = await LintRun.AllAsync(platform, CancellationToken.None);
        var kept = await PlatformFindings.ReadAsync(platform, CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(kept.Objects, Is.EqualTo(objects));
            Assert.That(findings.Where(f => !kept.Contains(f)), Is.Empty);
            Assert.That(findings.Where(f => kept.Contains(f with { Object = f.Object + "s" })), Is.Empty);
        }
    }
}
