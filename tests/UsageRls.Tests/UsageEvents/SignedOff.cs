using NUnit.Framework;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies that the access matrix and the timeline equal the accepted files. Another project may have no such files: then the evidence
/// shows both, and the tests pass.
/// </summary>
[Shows(Criteria.Isolation)]
public sealed class SignedOff
{
    [Test]
    public void The_matrix_of_the_intent_is_the_accepted_one() => Holds("access-matrix.md", MatrixText.Render(Suite.UsageEventsIntent));

    [Test]
    public async Task No_migration_opens_or_closes_access_unseen()
    {
        var isAccepted = Holds("access-timeline.md", TimelineText.Render(await Matrices.TimelinesAsync()));
        await IsolationReports.HoldNamedAsync();
        if (isAccepted)
            Matrices.KeepTimelines();
    }

    private static bool Holds(string file, string text)
    {
        var review = AcceptedFolder.FromEnvironment(Suite.Migrations).Review(file, text);
        if (review.State == ReviewState.Unreviewed)
            RunConsole.Say($"UNREVIEWED: no person has signed off {file}; {RunEvidence.Page} shows its content");
        Assert.That(review.State, Is.Not.EqualTo(ReviewState.Changed), review.Explain);
        return review.State is not (ReviewState.Changed or ReviewState.Unreviewed);
    }
}
