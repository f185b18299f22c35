using NUnit.Framework;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;

namespace UsageRls.Tests;

/// <summary>
/// Runs the lints, queries that search the catalog for faults, on each grant baseline. <see cref="Findings.Hold"/> decides which findings
/// fail the run.
/// </summary>
[HasCauses(FindsThem = true)]
[Shows(Criteria.Isolation)]
[Static]
public sealed class Lints
{
    [Test]
    public async Task Each_finding_of_a_lint_is_accepted()
    {
        var findings = await Task.WhenAll(
            Suite.Baselines.Select(async baseline =>
            {
                var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
                await using var database = await template.CloneAsync();
                return (baseline, await LintRun.RunAsync(database));
            })
        );
        RunEvidence.Collector.Count("lints", Lint.All.Count);
        Findings.Hold(
            FindingKind.Lint,
            $"{Lint.All.Count} lints",
            LintsOnBaselines.Combine(findings).Select(f => SettledByIntent.Apply(f, Suite.Intent))
        );
    }
}
