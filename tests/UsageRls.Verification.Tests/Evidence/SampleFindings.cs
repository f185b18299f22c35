using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample findings of a run.</summary>
internal static class SampleFindings
{
    /// <summary>One finding that a later migration has closed.</summary>
    public static IReadOnlyList<Finding> Closed { get; } =
    [
        new(
            "access/insert",
            Severity.High,
            $"Unintended access: {SampleRun.Hostile}",
            $"insert on {SampleRun.Table}",
            "Narrow it.",
            FindingStatus.Closed
        )
        {
            Since = SampleRun.First,
            ClosedBy = SampleRun.Second,
            Example = SampleRun.Hostile,
        },
    ];

    /// <summary>An open finding, an accepted finding, and a finding with a proposed exception.</summary>
    public static IReadOnlyList<Finding> Open { get; } =
    [
        new(
            "access/insert",
            Severity.High,
            $"Unintended access: insert, by everybody {SampleRun.Hostile}",
            $"insert on {SampleRun.Table}",
            "Narrow it.",
            FindingStatus.Open
        )
        {
            Since = SampleRun.First,
            Example = "insert …",
        },
        new(
            "lint/0082_index_covered_by_another",
            Severity.Low,
            "An index is of no use.",
            $"index {SampleRun.Table}_tokens_idx",
            "Drop it.",
            FindingStatus.Accepted
        )
        {
            Acceptance = new Acceptance("A. Reviewer", new DateOnly(2026, 1, 31), SampleRun.Hostile, new DateOnly(2027, 1, 31)),
        },
        new("lint/other", Severity.Low, "A privilege is of no use.", SampleRun.Table, "Revoke it.", FindingStatus.Proposed)
        {
            Acceptance = new Acceptance(null, null, SampleRun.Hostile, new DateOnly(2027, 1, 31)),
        },
    ];
}
