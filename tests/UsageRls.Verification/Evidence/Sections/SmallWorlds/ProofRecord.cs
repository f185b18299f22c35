using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence.Sections.SmallWorlds;

/// <summary>The exhaustive proof.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Worlds">How many worlds.</param>
/// <param name="Decisions">How many decisions the database made.</param>
/// <param name="Disagreements">How many differ from the intent.</param>
/// <param name="Bounds">Which worlds, in words.</param>
/// <param name="Tallies">How the decisions came out, in words.</param>
/// <param name="Covers">What the bound covers and what not.</param>
/// <param name="Smallest">The smallest world that differs; null if none does.</param>
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
    internal static ProofRecord Of(ExhaustiveReport report) =>
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
