using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies access in every small world: all combinations of memberships of up to three users in up to two organisations.
/// </summary>
[HasCauses]
[Shows(Criteria.Isolation)]
public sealed class SmallWorlds
{
    private string? _bound;

    [OneTimeTearDown]
    public void Tell()
    {
        if (_bound is not null)
            RunConsole.Say(_bound);
    }

    [Test]
    public async Task Every_decision_in_every_small_world_follows_the_intent([Values] GrantBaseline baseline)
    {
        var stage = await KeptStages.FindAsync<ExhaustiveReport>("every small world", baseline);
        var report = stage.Result is { } kept
            ? kept with
            {
                KeptAt = stage.At,
            }
            : await ExhaustiveProof.RunAsync(
                [await Suite.CloneAsync(baseline), await Suite.CloneAsync(baseline)],
                Suite.UsageEventsIntent,
                Suite.Seed.Value
            );
        if (report is { Smallest: null, Disagreements: 0 })
            stage.Keep(report);
        _bound = report.Bound;
        RunConsole.Say(report.ToString());
        RunEvidence.Collector.Add(baseline, report);
        Assert.That(report.Smallest, Is.Null, () => $"{report}\n{report.Smallest}");
    }
}
