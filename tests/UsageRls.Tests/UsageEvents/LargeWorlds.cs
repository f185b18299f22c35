using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.UsageEvents.Histories;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Checks properties that must always hold, in random worlds of up to 21 organisations in which users join, leave and change roles.
/// </summary>
[HasCauses]
[Shows(Criteria.Isolation)]
[TestFixtureSource(nameof(Baselines))]
public sealed class LargeWorlds(GrantBaseline baseline)
{
    private readonly List<PropertyReport> _reports = [];
    private readonly List<DateTimeOffset> _kept = [];
    private readonly Lazy<Task<(TestDatabase Database, HistorySession Session)>> _opened = new(() => OpenAsync(baseline));

    private static IEnumerable<GrantBaseline> Baselines => Enum.GetValues<GrantBaseline>();

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

        if (_kept.Count > 0)
        {
            var stage = $"random histories, {baseline.ToString().ToLowerInvariant()} baseline";
            KeptStages.Record(stage, _kept.Min(), $"{_kept.Count} properties");
        }

        if (!_opened.IsValueCreated)
            return;
        var (database, session) = await _opened.Value;
        await session.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public Task A_caller_sees_exactly_the_rows_that_the_intent_allows() =>
        HoldsAsync(async h => await Seeing.IsAsIntendedAsync((await _opened.Value).Session, h));

    [Test]
    public Task Changes_in_a_foreign_organisation_do_not_change_what_a_caller_sees() =>
        HoldsAsync(async h => await Seeing.DoesNotChangeByWhatIsDoneElsewhereAsync((await _opened.Value).Session, h));

    [Test]
    public Task Exactly_the_members_see_a_recorded_event() =>
        HoldsAsync(async h => await Seeing.OfWhatWasRecordedIsTheMembersAloneAsync((await _opened.Value).Session, h));

    [Test]
    public Task Counts_sums_and_pages_equal_those_of_the_model() =>
        HoldsAsync(async h => await Totals.AreTheModelsAsync((await _opened.Value).Session, h));

    [Test]
    public async Task Leaving_takes_access_away_in_the_very_next_statement_also_for_a_prepared_plan_on_a_pooled_connection()
    {
        await using var pooled = new Pooled(await Suite.CloneAsync(baseline), Suite.UsageEventsIntent);
        await HoldsAsync(pooled.ChangesCountAtOnceAsync);
    }

    [Test]
    public async Task Callers_on_one_pooled_connection_never_inherit_each_others_claims()
    {
        await using var pooled = new Pooled(await Suite.CloneAsync(baseline), Suite.UsageEventsIntent);
        await HoldsAsync(pooled.CallersInheritNothingAsync);
    }

    private static async Task<(TestDatabase Database, HistorySession Session)> OpenAsync(GrantBaseline baseline)
    {
        var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
        var database = await template.CloneAsync();
        return (database, await HistorySession.OpenAsync(database, Suite.UsageEventsIntent));
    }

    private async Task HoldsAsync(Func<History, Task<PropertyOutcome>> property)
    {
        var name = TestContext.CurrentContext.Test.MethodName!;
        var stage = await KeptStages.FindAsync<PropertyReport>($"random histories, {name}", baseline, records: false);
        if (stage.At is { } at)
            _kept.Add(at);
        var report = stage.Result ?? new PropertyRun(PropertyRun.CasesFromEnvironment(), Suite.Seed).Check(name, property);
        if (report.Counterexample is null)
            stage.Keep(report);
        RunEvidence.Collector.Count("random histories of large worlds", report.Cases);
        _reports.Add(report);
        Assert.That(report.Counterexample, Is.Null, report.ToString);
    }
}
