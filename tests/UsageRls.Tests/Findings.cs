using NUnit.Framework;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;

namespace UsageRls.Tests;

/// <summary>Findings against what people have accepted.</summary>
public static class Findings
{
    /// <summary>Fails where something is left to decide; for migrations that nobody has reviewed, shows it.</summary>
    /// <param name="kind">One of <see cref="FindingKind"/>.</param>
    /// <param name="checks">What was checked, for the console.</param>
    /// <param name="findings">Of every baseline.</param>
    public static FindingReview Hold(string kind, string checks, IEnumerable<Finding> findings)
    {
        var exceptions = AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations.IsOwn));
        var review = FindingReview.Of(kind, findings, exceptions, DateOnly.FromDateTime(DateTime.UtcNow));
        RunEvidence.Collector.Add(review.Findings);
        Suite.Say($"{checks}: {review.Open.Count} open, {review.Accepted.Count} accepted, {review.Stale.Count} acceptances stale");
        if (!review.IsReviewed && !review.Holds) Suite.Say($"UNREVIEWED: nobody has reviewed these migrations' findings:\n{review.Explain()}");
        Assert.That(review.Holds || !review.IsReviewed, review.Explain);
        return review;
    }
}
