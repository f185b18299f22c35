using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>
/// Tests that the cached findings of the lints on the platform without migrations equal the findings of a new run of the lints.
/// </summary>
public sealed class KeptFindings
{
    [Test]
    public async Task Cached_findings_equal_those_of_a_new_run([Values] GrantBaseline baseline)
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
