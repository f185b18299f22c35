using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>The main job, with a deployed database named: the console and the evidence say what was changed in it by hand.</summary>
[NonParallelizable]
public sealed class WholeComparison
{
    [Test]
    public async Task A_policy_widened_by_hand_turns_the_run_red_and_is_said_in_terms_of_access()
    {
        await using var deployed = await DeployedApplication.DeployAsync(GrantBaseline.Explicit, Laboratory.Own);
        await deployed.ExecuteAsync("alter policy \"Members can view their organizations' usage\" on usage_events using (true)");
        await using var run = await WholeRun.ToTheEndAsync(
            new RunStart("FullyQualifiedName~UsageRls.Tests.Deployed")
                .With((DeployedDatabase.Variable, deployed.ConnectionString))
                .AsPeopleSeeIt()
        );

        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(run.Output, Does.Contain("Members can view their organizations' usage").And.Contain("usage_events"));
        Assert.That(run.Output, Does.Contain("to bring it back:"));
        var page = await File.ReadAllTextAsync(Path.Combine(run.Folder, EvidenceFolder.Html));
        Assert.That(page, Does.Contain("Deployed database").And.Contain("differs"));
    }
}
