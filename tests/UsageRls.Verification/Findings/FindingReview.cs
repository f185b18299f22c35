using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Findings;

/// <summary>Findings against what people have accepted.</summary>
/// <param name="Open">What nobody has accepted.</param>
/// <param name="Accepted">What somebody has, with the acceptance.</param>
/// <param name="Expired">What somebody had accepted until a day that is past: open again.</param>
/// <param name="Stale">Acceptances of what is not found any more: to be removed.</param>
/// <param name="IsReviewed">Whether anybody has reviewed these migrations; where not, findings are shown and do not fail.</param>
public sealed record FindingReview(
    IReadOnlyList<Finding> Open,
    IReadOnlyList<(Finding Finding, Acceptance By)> Accepted,
    IReadOnlyList<(Finding Finding, Acceptance By)> Expired,
    IReadOnlyList<Acceptance> Stale,
    bool IsReviewed)
{
    /// <summary>Whether nothing is left for a person to decide.</summary>
    public bool Holds => Open.Count + Expired.Count + Stale.Count == 0;

    /// <summary>Holds findings of one kind against the acceptances of that kind; check and object must both match.</summary>
    /// <param name="kind">One of <see cref="FindingKind"/>.</param>
    /// <param name="findings">Of every baseline: an acceptance is stale only where none of them has its finding.</param>
    /// <param name="exceptions">What people have accepted; null where nobody has reviewed these migrations.</param>
    /// <param name="today">The day that expiry is measured against.</param>
    public static FindingReview Of(string kind, IEnumerable<Finding> findings, IReadOnlyList<Acceptance>? exceptions, DateOnly today)
    {
        Acceptance[] ofKind = [.. (exceptions ?? []).Where(e => e.Kind == kind)];
        var judged = findings.DistinctBy(f => (f.Id, f.Object))
            .Select(f => (Finding: f, By: Array.Find(ofKind, e => e.Id == f.Id && e.Object == f.Object))).ToArray();
        return new FindingReview(
            [.. judged.Where(j => j.By is null).Select(j => j.Finding)],
            [.. judged.Where(j => j.By is { } by && by.Expires >= today).Select(j => (j.Finding, j.By!))],
            [.. judged.Where(j => j.By is { } by && by.Expires < today).Select(j => (j.Finding, j.By!))],
            [.. ofKind.Where(e => judged.All(j => j.By != e))],
            exceptions is not null);
    }

    /// <summary>What is left to decide, for a person.</summary>
    public string Explain() => string.Join("\n\n",
    [
        .. Open.Select(f => f.ToString()),
        .. Expired.Select(e => $"{e.Finding}\n    accepted by {e.By.Owner} until {e.By.Expires:O}, which is past: {e.By.Reason}"),
        .. Stale.Select(e => $"STALE {e.Id} · {e.Object}\n    accepted by {e.Owner}, and not found any more. Remove it from {Acceptances.File}: what was closed must not come back unseen."),
    ]);
}
