using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Findings;

/// <summary>Findings against what people have accepted.</summary>
/// <param name="Findings">Each with its status: open, or accepted and by whom.</param>
/// <param name="Expired">What somebody had accepted until a day that is past: open again.</param>
/// <param name="Stale">Acceptances of what is not found any more: to be removed.</param>
/// <param name="IsReviewed">Whether anybody has reviewed these migrations; where not, findings are shown and do not fail.</param>
public sealed record FindingReview(
    IReadOnlyList<Finding> Findings, IReadOnlyList<AcceptedFinding> Expired, IReadOnlyList<AcceptedFinding> Stale, bool IsReviewed)
{
    /// <summary>What nobody has accepted, or not for today.</summary>
    public IReadOnlyList<Finding> Open => [.. Findings.Where(f => f.Status == FindingStatus.Open)];

    /// <summary>What somebody decided to live with.</summary>
    public IReadOnlyList<Finding> Accepted => [.. Findings.Where(f => f.Status == FindingStatus.Accepted)];

    /// <summary>Whether nothing is left for a person to decide.</summary>
    public bool Holds => Open.Count + Stale.Count == 0;

    /// <summary>Holds findings of one kind against the acceptances of that kind; check and object must both match.</summary>
    /// <param name="kind">One of <see cref="FindingKind"/>.</param>
    /// <param name="findings">Of every baseline: an acceptance is stale only where none of them has its finding.</param>
    /// <param name="accepted">What people have accepted; null where nobody has reviewed these migrations.</param>
    /// <param name="today">The day that expiry is measured against.</param>
    public static FindingReview Of(string kind, IEnumerable<Finding> findings, IReadOnlyList<AcceptedFinding>? accepted, DateOnly today)
    {
        AcceptedFinding[] ofKind = [.. (accepted ?? []).Where(e => e.Kind == kind)];
        var judged = findings.DistinctBy(f => (f.Id, f.Object))
            .Select(f => (Finding: f, By: Array.Find(ofKind, e => FindingKind.Id(e.Kind, e.Id) == f.Id && e.Object == f.Object))).ToArray();
        return new FindingReview(
            [.. judged.Select(j => j.By is { } by && by.Expires >= today
                ? j.Finding with { Status = FindingStatus.Accepted, Acceptance = new(by.Owner, by.Reason, by.Expires) }
                : j.Finding)],
            [.. judged.Where(j => j.By?.Expires < today).Select(j => j.By!)],
            [.. ofKind.Where(e => judged.All(j => j.By != e))],
            accepted is not null);
    }

    /// <summary>What is left to decide, for a person.</summary>
    public string Explain() => string.Join("\n\n",
    [
        .. Open.Select(Explain),
        .. Expired.Select(e => $"EXPIRED {e.Id} · {e.Object}\n    accepted by {e.Owner} until {e.Expires:O}, which is past: {e.Reason}"),
        .. Stale.Select(e => $"STALE {e.Id} · {e.Object}\n    accepted by {e.Owner}, and not found any more. Remove it from {AcceptedFindings.File}: what was closed must not come back unseen."),
    ]);

    private static string Explain(Finding finding) =>
        $"""
        {finding.Severity.ToString().ToUpperInvariant()} {finding.Id} · {finding.Object}
            {finding.Sentence}{(finding.Example is null ? "" : $"\n    seen:   {finding.Example.ReplaceLineEndings("\n            ")}")}
            remedy: {finding.Remedy.ReplaceLineEndings("\n            ")}
        """;
}
