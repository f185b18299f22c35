using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>The result of the exhaustive proof on one grant baseline, for the console and the evidence.</summary>
/// <param name="Baseline">The grant baseline of the database.</param>
/// <param name="Bounds">The result for each bound.</param>
/// <param name="Elapsed">How long the whole proof took, including the search for the smallest world.</param>
/// <param name="Smallest">The smallest world found in which intent and database disagree; null if they always agree.</param>
/// <param name="Disagreements">The number of decisions in which intent and database disagree.</param>
public sealed record ExhaustiveReport(
    GrantBaseline Baseline,
    IReadOnlyList<BoundReport> Bounds,
    TimeSpan Elapsed,
    Counterexample? Smallest,
    int Disagreements
)
{
    /// <summary>States which defects the bound covers and which defects it does not cover.</summary>
    public const string Covers =
        "Covers the policy defects that show with two organisations and three people, "
        + "with any roles and any authors of events, "
        + "by one statement for each command. Defects that need more people or organisations, other claims, other columns than "
        + "organisation and author, other statement paths, or time are left to "
        + "the access matrix, the random histories and the probes.";

    /// <summary>When an earlier run kept this report; null if the worlds were tried in this run.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>The number of worlds.</summary>
    public int Worlds => Bounds.Sum(b => b.Worlds);

    /// <summary>The number of decisions on rows of the callers' own worlds.</summary>
    public int Decisions => Bounds.Sum(b => b.Decisions);

    /// <summary>The decisions counted by command.</summary>
    public IReadOnlyList<Tally> Tallies => Tally.Sum(Bounds.SelectMany(b => b.Tallies));

    /// <summary>Decisions per second, over the whole elapsed time.</summary>
    public double Rate => Decisions / Elapsed.TotalSeconds;

    private string Time =>
        KeptAt is null ? FormattableString.Invariant($" in {Elapsed.TotalSeconds:0.0} s ({Rate:N0}/s)") : " in an earlier run";

    /// <summary>The description of the bounds, the same on every grant baseline.</summary>
    public string Bound => string.Join('\n', ["the small worlds:", .. Bounds.Select(b => "  " + b), "  " + Covers]);

    /// <summary>Returns the number of worlds and decisions, and the counts by command.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [
                FormattableString.Invariant($"every small world, {Baseline.ToString().ToLowerInvariant()} baseline: {Worlds:N0} worlds, ")
                    + FormattableString.Invariant($"{Decisions:N0} decisions{Time}, {Disagreements:N0} differ from the intent"),
                "  "
                    + string.Join("; ", Tallies)
                    + FormattableString.Invariant(
                        $"; and {Bounds.Sum(b => b.ForeignRows):N0} decisions whether a caller sees a row of another world"
                    ),
            ]
        );
}

/// <summary>The result of the exhaustive proof for one bound.</summary>
/// <param name="Bound">The bound of the worlds.</param>
/// <param name="Alone">Whether each world was alone in the database; false if the worlds were loaded side by side.</param>
/// <param name="Worlds">The number of worlds.</param>
/// <param name="Tallies">The decisions on rows of the caller's own world, counted by command.</param>
/// <param name="ForeignRows">
/// The number of decisions whether a caller sees a row of another world: also compared with the intent, but not counted in the tallies.
/// </param>
public sealed record BoundReport(WorldBound Bound, bool Alone, int Worlds, IReadOnlyList<Tally> Tallies, long ForeignRows)
{
    /// <summary>The number of decisions on rows of the callers' own worlds.</summary>
    public int Decisions => Tallies.Sum(t => t.Allowed + t.Denied);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Worlds:N0} {(Alone ? "each alone" : "side by side")}: {Bound}");
}
