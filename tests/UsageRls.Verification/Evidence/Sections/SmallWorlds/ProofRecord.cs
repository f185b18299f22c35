using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence.Sections.SmallWorlds;

/// <summary>The exhaustive proof on one grant baseline: the access decisions of the database in every small world.</summary>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Worlds">How many worlds were checked.</param>
/// <param name="Decisions">How many access decisions the database made.</param>
/// <param name="Disagreements">How many decisions differ from the intent.</param>
/// <param name="Bounds">Descriptions of the bounds, which define the worlds that were checked.</param>
/// <param name="Tallies">How many decisions were allowed and denied, in words.</param>
/// <param name="Covers">What the bounds cover, and what they do not cover.</param>
/// <param name="Smallest">The smallest world in which a decision differs from the intent; null if there is none.</param>
public sealed record ProofRecord(
    string Baseline,
    int Worlds,
    int Decisions,
    int Disagreements,
    IReadOnlyList<string> Bounds,
    IReadOnlyList<string> Tallies,
    string Covers,
    string? Smallest
)
{
    internal static ProofRecord From(ExhaustiveReport report) =>
        new(
            report.Baseline.ToString().ToLowerInvariant(),
            report.Worlds,
            report.Decisions,
            report.Disagreements,
            [.. report.Bounds.Select(b => b.ToString())],
            [.. report.Tallies.Select(t => t.ToString())],
            ExhaustiveReport.Covers,
            report.Smallest?.ToString()
        );
}
