using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>
/// Tests that the report on a deployed database describes each change of <see cref="Drift.All"/> in a sentence, and that the report's SQL
/// undoes the change.
/// </summary>
public sealed class DriftStories
{
    private TestServer _server = null!;
    private TestDatabase _deployed = null!;

    private static IEnumerable<TestCaseData> Changes => Drift.All.Select(d => d.Case);

    [OneTimeSetUp]
    public async Task DeployAsync()
    {
        _server = await Laboratory.NewServerAsync();
        _deployed = await DeployedApplication.DeployAsync(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _deployed.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_change_is_found_and_the_SQL_of_the_report_undoes_it(object of)
    {
        var drift = (Drift)of;
        await _deployed.ExecuteAsync($"set role postgres; reset role; {drift.Sql}");
        DeployedReport found,
            repaired;
        try
        {
            found = await DeployedApplication.ReportAsync(_deployed);
            await _deployed.ExecuteAsync(string.Join('\n', DifferenceScript.Backward(found.Differences)));
            repaired = await DeployedApplication.ReportAsync(_deployed);
        }
        finally
        {
            await _deployed.ExecuteAsync(Drift.Undo);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Differences.Select(d => d.Sentence), Has.Some.Contains(drift.Said), found.Explain());
            Assert.That(found.Differences, Has.Count.LessThanOrEqualTo(2), found.Explain());
            Assert.That(repaired.IsWhatWasVerified, repaired.Explain());
        }
    }
}
