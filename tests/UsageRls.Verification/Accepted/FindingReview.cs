using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Accepted;

/// <summary>
/// Findings of one kind, compared with the exceptions file: which findings fail the run, and which are only shown.
/// </summary>
/// <param name="Findings">Each finding with its status: open, proposed for acceptance, or accepted with the name of the person.</param>
/// <param name="Expired">Entries whose last day is past although their finding still exists: the finding is open again.</param>
/// <param name="Stale">
/// Entries that cover no finding, usually because the finding no longer exists: somebody must remove these entries. A stale entry fails the
/// run if it is signed, but not if it is a proposal.
/// </param>
/// <param name="IsReviewed">Whether these migrations have an exceptions file, or their accepted folder must be complete.</param>
public sealed record FindingReview(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<AcceptedFinding> Expired,
    IReadOnlyList<AcceptedFinding> Stale,
    bool IsReviewed
)
{
    /// <summary>The findings that are neither accepted nor proposed.</summary>
    public IReadOnlyList<Finding> Open => With(FindingStatus.Open);

    /// <summary>The findings that a named person has accepted.</summary>
    public IReadOnlyList<Finding> Accepted => With(FindingStatus.Accepted);

    /// <summary>The findings that are proposed for acceptance, signed by nobody.</summary>
    public IReadOnlyList<Finding> Proposed => With(FindingStatus.Proposed);

    /// <summary>
    /// The findings that fail the run, most severe first. Every open finding of severity critical or high fails the run. An open finding of
    /// severity medium fails the run only if <see cref="IsReviewed"/> is true and no other check tests the same access.
    /// </summary>
    public IReadOnlyList<Finding> Failing => [.. Open.Where(IsFailing).OrderByDescending(f => f.Severity)];

    /// <summary>The open findings that do not fail the run, most severe first.</summary>
    public IReadOnlyList<Finding> Shown => [.. Open.Where(f => !IsFailing(f)).OrderByDescending(f => f.Severity)];

    /// <summary>Whether no finding fails the run and no signed entry is stale.</summary>
    public bool Holds => Failing.Count == 0 && !Stale.Any(e => e.IsSigned);

    /// <summary>
    /// Compares findings of one kind with the entries of that kind. An entry covers the findings of its check on its object, or on all
    /// objects of its schema if the entry names a schema.
    /// </summary>
    /// <param name="kind">One of <see cref="FindingKind"/>.</param>
    /// <param name="findings">The findings of all baselines: an entry is stale only if no baseline has its finding.</param>
    /// <param name="entries">The exceptions; null if these migrations have no exceptions file and need none.</param>
    /// <param name="today">The day on which entries are checked for expiry.</param>
    public static FindingReview From(string kind, IEnumerable<Finding> findings, IReadOnlyList<AcceptedFinding>? entries, DateOnly today)
    {
        AcceptedFinding[] ofKind = [.. (entries ?? []).Where(e => e.Kind == kind)];
        var judged = findings
            .GroupBy(f => (f.Id, f.Object))
            .Select(same => same.MaxBy(f => f.Severity)!)
            .Select(f =>
                (
                    Finding: f,
                    By: Array.Find(ofKind, e => IsCheckOf(e, f) && e.Object == f.Object)
                        ?? Array.Find(
                            ofKind,
                            e => IsCheckOf(e, f) && e.Schema is { } schema && f.Object.StartsWith($"{schema}.", StringComparison.Ordinal)
                        )
                )
            )
            .ToArray();
        return new FindingReview(
            [.. judged.Select(j => j.By is { } by && by.Expires >= today ? Under(j.Finding, by) : j.Finding)],
            [.. judged.Where(j => j.By?.Expires < today).Select(j => j.By!)],
            [.. ofKind.Where(e => judged.All(j => j.By != e))],
            entries is not null
        );
    }

    /// <summary>Returns the findings that fail the run, the expired entries, and the stale entries that are signed, as text.</summary>
    public string Explain() =>
        string.Join(
            "\n\n",
            [
                .. Failing.Select(f => f.Explain()),
                .. Expired.Select(e =>
                    $"EXPIRED {e.Id} · {e.Object}\n    {e.Signature}; valid until {e.Expires:yyyy-MM-dd}, which is past. "
                    + $"Reason: {e.Reason}"
                ),
                .. Stale
                    .Where(e => e.IsSigned)
                    .Select(e =>
                        $"STALE {e.Id} · {e.Object}\n    {e.Signature}, but the finding no longer exists. "
                        + $"Remove the entry from {AcceptedFindings.File}, so that the finding fails the run if it returns."
                    ),
            ]
        );

    /// <summary>
    /// Returns the checks whose findings are shown but do not fail the run; the evidence lists the objects of these findings.
    /// </summary>
    public string ShownLine() =>
        string.Join(
            "; ",
            Shown
                .GroupBy(f => f.Severity)
                .Select(g => $"{g.Key.ToString().ToLowerInvariant()} {string.Join(", ", g.GroupBy(f => f.Id).Select(Named))}")
        );

    /// <summary>
    /// Returns a line for each exception that covers findings of a whole schema, with the number of their objects; the evidence lists these
    /// objects.
    /// </summary>
    public IEnumerable<string> SchemaLines() =>
        from f in Findings
        where f.Status != FindingStatus.Open && f.Acceptance?.Schema is not null
        group f by (f.Id, f.Acceptance!.Schema) into same
        select $"{same.Key.Id} on schema {same.Key.Schema}: {same.Count()} objects";

    private bool IsFailing(Finding finding) =>
        finding.Severity.IsGrave || (IsReviewed && finding.Severity == Severity.Medium && !finding.IsSettled);

    private static bool IsCheckOf(AcceptedFinding entry, Finding finding) => FindingKind.Id(entry.Kind, entry.Id) == finding.Id;

    private static Finding Under(Finding finding, AcceptedFinding by)
    {
        // A critical or high finding stays open unless a person has signed an entry for its object: a proposal is not signed, and an entry
        // for a schema also covers objects that did not exist when it was signed.
        if (finding.Severity.IsGrave && (!by.IsSigned || by.Schema is not null))
            return finding with { Acceptance = new(null, null, by.Reason, by.Expires) { Schema = by.Schema } };
        return finding with
        {
            Status = by.IsSigned ? FindingStatus.Accepted : FindingStatus.Proposed,
            Acceptance = new(by.SignedBy, by.SignedOn, by.Reason, by.Expires) { Schema = by.Schema },
        };
    }

    // Returns the id of findings without the kind, and the number of findings if there are several: next_table (2) for probe/next_table.
    private static string Named(IGrouping<string, Finding> same) =>
        $"{same.Key[(same.Key.IndexOf('/') + 1)..]}{(same.Count() == 1 ? "" : $" ({same.Count()})")}";

    private IReadOnlyList<Finding> With(FindingStatus status) => [.. Findings.Where(f => f.Status == status)];
}
