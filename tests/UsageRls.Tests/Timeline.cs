using NUnit.Framework;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Tests;

/// <summary>
/// Verifies that the accepted file shows each access to a table that a migration opens or closes. Another project may have no such file:
/// then the evidence shows the timeline, and the test passes.
/// </summary>
[Shows(Criteria.Isolation)]
public sealed class Timeline
{
    private const string File = "tables-timeline.md";

    [Test]
    public async Task No_migration_opens_or_closes_access_to_a_table_unseen()
    {
        var timelines = await Task.WhenAll(Suite.Baselines.Select(baseline => Task.Run(() => RunAsync(baseline))));
        var (tried, all) = (timelines.Max(t => t.Changes.Count), Suite.Migrations.Migrations.Count);
        RunConsole.Say(
            $"timeline of every table: {timelines.Sum(t => t.Attempts)} statements after {tried} of {all} migrations"
                + (tried < all ? $"; the other {all - tried} migrations change nothing that decides access to these tables" : "")
        );
        var review = AcceptedFolder.FromEnvironment(Suite.Migrations).Review(File, TableTimelineText.Render(timelines));
        if (review.State == ReviewState.Unreviewed)
            RunConsole.Say($"UNREVIEWED: no person has signed off {File}; {RunEvidence.Page} shows its content");
        Assert.That(review.State, Is.Not.EqualTo(ReviewState.Changed), review.Explain);
    }

    private static async Task<TableTimeline> RunAsync(Fixtures.Databases.GrantBaseline baseline)
    {
        var hasOwnTimeline = LeftOut.Tests.Count == 0;
        var timeline = await TableTimeline.RunAsync(
            await Suite.Server.TemplateAsync(Suite.Migrations.First(0), baseline),
            Suite.Migrations,
            Suite.Intent,
            Suite.Seed.Value,
            table => hasOwnTimeline && table == UsageEventsIntent.Table
        );
        RunEvidence.Collector.Add(baseline, timeline);
        return timeline;
    }
}
