using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;

namespace UsageRls.Tests;

/// <summary>Compares findings with the entries of the exceptions file: proposals and acceptances.</summary>
public static class Findings
{
    /// <summary>
    /// Fails on each finding of severity critical or high that no named person has accepted, and on each signed exception that matches no
    /// finding. If <see cref="AcceptedFindings.File"/> exists, also fails on each finding of severity medium that the file does not name
    /// and that no other check decides. Other findings are only shown.
    /// </summary>
    /// <param name="kind">The kind of the findings, one of <see cref="FindingKind"/>.</param>
    /// <param name="checks">The name, for the console, of the checks that found the findings.</param>
    /// <param name="findings">The findings of all grant baselines together.</param>
    public static FindingReview Hold(string kind, string checks, IEnumerable<Finding> findings)
    {
        var exceptions = AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Suite.Migrations));
        var review = FindingReview.From(kind, findings, exceptions, DateOnly.FromDateTime(DateTime.UtcNow));
        RunEvidence.Collector.Add(review.Findings);
        var stale = review.Stale.Select(e => $"{e.Id} on {e.Object}");
        RunConsole.Say(
            $"{checks}: {review.Failing.Count} findings fail the run, {review.Proposed.Count} have an exception that "
                + $"nobody has signed, {review.Accepted.Count} are accepted by a named person, "
                + $"{review.Shown.Count} fail no run and are listed in the evidence"
                + $"{(review.Shown.Count == 0 ? "" : $" ({review.ShownLine()})")}"
                + (review.Stale.Count == 0 ? "" : $"; stale in {AcceptedFindings.File}: {string.Join(", ", stale)}")
        );
        foreach (var line in review.SchemaLines())
            RunConsole.Say($"findings with an exception for a whole schema, each listed in the evidence: {line}");
        Causes.Add(review.Failing);
        if (!review.Holds)
            throw new ToldException(review.Explain());
        return review;
    }
}
