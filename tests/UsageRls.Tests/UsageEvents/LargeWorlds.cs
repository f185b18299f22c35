using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.UsageEvents.Histories;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Checks properties that must always hold, in random worlds of many organisations in which users join, leave and change roles.
/// </summary>
[HasCauses]
[Shows(Criteria.Isolation)]
[TestFixtureSource(nameof(Baselines))]
public sealed class LargeWorlds(GrantBaseline baseline)
{
    private readonly List<PropertyReport> _reports = [];
    private TestDatabase _database = null!;
    private HistorySession _session = null!;

    private static IEnumerable<GrantBaseline> Baselines => Enum.GetValues<GrantBaseline>();

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        if (!Suite.IsStarted)
            return;
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        _database = await template.CloneAsync();
        _session = await HistorySession.OpenAsync(_database, Suite.UsageEventsIntent);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_reports is [.., var last])
        {
            RunConsole.Say(
                $"random histories, {baseline.ToString().ToLowerInvariant()} baseline: {_reports.Count} properties, "
                    + $"{_reports.Sum(r => r.Cases)} histories, {_reports.Sum(r => r.Witnesses)} of them conclusive, "
                    + $"{_reports.Count(r => r.Counterexample is not null)} counterexamples; {last.Replay}"
            );
        }

        if (_session is not null)
            await _session.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Test]
    public void A_caller_sees_exactly_the_rows_that_the_intent_allows() => Holds(h => Seeing.IsAsIntendedAsync(_session, h));

    [Test]
    public void Changes_in_a_foreign_organisation_do_not_change_what_a_caller_sees() =>
        Holds(h => Seeing.DoesNotChangeByWhatIsDoneElsewhereAsync(_session, h));

    [Test]
    public void Exactly_the_members_see_a_recorded_event() => Holds(h => Seeing.OfWhatWasRecordedIsTheMembersAloneAsync(_session, h));

    [Test]
    public void Counts_sums_and_pages_equal_those_of_the_model() => Holds(h => Totals.AreTheModelsAsync(_session, h));

    [Test]
    public async Task Leaving_takes_access_away_in_the_very_next_statement_also_for_a_prepared_plan_on_a_pooled_connection()
    {
        await using var pooled = new Pooled(await Suite.CloneAsync(baseline), Suite.UsageEventsIntent);
        Holds(pooled.ChangesCountAtOnceAsync);
    }

    [Test]
    public async Task Callers_on_one_pooled_connection_never_inherit_each_others_claims()
    {
        await using var pooled = new Pooled(await Suite.CloneAsync(baseline), Suite.UsageEventsIntent);
        Holds(pooled.CallersInheritNothingAsync);
    }

    private void Holds(Func<History, Task<PropertyOutcome>> property)
    {
        var name = TestContext.CurrentContext.Test.MethodName!;
        var report = new PropertyRun(PropertyRun.CasesFromEnvironment(), Suite.Seed).Check(name, property);
        RunEvidence.Collector.Count("random histories of large worlds", report.Cases);
        _reports.Add(report);
        Assert.That(report.Counterexample, Is.Null, report.ToString);
    }
}
