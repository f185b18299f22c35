using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>What the exhaustive proof did on one baseline; for the console and the evidence.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Bounds">Which worlds, and how many.</param>
/// <param name="Elapsed">From the first world made to the last answer compared.</param>
/// <param name="Smallest">The smallest world found in which intent and database differ; null if they never do.</param>
/// <param name="Disagreements">How many decisions differ.</param>
public sealed record ExhaustiveReport(
    GrantBaseline Baseline,
    IReadOnlyList<BoundReport> Bounds,
    TimeSpan Elapsed,
    Counterexample? Smallest,
    int Disagreements
)
{
    /// <summary>What the bound covers and what not, in a sentence.</summary>
    public const string Covers =
        "Covers every policy whose mistake shows with two organisations and three people, "
        + "whatever their roles and whoever wrote the events, "
        + "by one way of saying each command; does not cover what needs more people or organisations, other claims, other columns than "
        + "organisation and author, other ways of saying the command, or time: those are the "
        + "matrix's, the random histories' and the probes'.";

    /// <summary>How many worlds.</summary>
    public int Worlds => Bounds.Sum(b => b.Worlds);

    /// <summary>How many decisions were made by the database and compared.</summary>
    public int Decisions => Bounds.Sum(b => b.Decisions);

    /// <summary>Decisions by command.</summary>
    public IReadOnlyList<Tally> Tallies => Tally.Sum(Bounds.SelectMany(b => b.Tallies));

    /// <summary>Decisions a second, everything included.</summary>
    public double Rate => Decisions / Elapsed.TotalSeconds;

    /// <summary>Which worlds those are, the same on every baseline.</summary>
    public string Bound => string.Join('\n', ["small worlds are", .. Bounds.Select(b => "  " + b), "  " + Covers]);

    /// <summary>How many, and what was decided in them.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [
                FormattableString.Invariant($"every small world, {Baseline.ToString().ToLowerInvariant()} baseline: {Worlds:N0} worlds, ")
                    + FormattableString.Invariant(
                        $"{Decisions:N0} decisions in {Elapsed.TotalSeconds:0.0} s ({Rate:N0}/s), {Disagreements:N0} against intent"
                    ),
                "  "
                    + string.Join("; ", Tallies)
                    + FormattableString.Invariant(
                        $"; and {Bounds.Sum(b => b.ForeignRows):N0} rows of other worlds, seen only by who may see all"
                    ),
            ]
        );
}

/// <summary>What was decided within one bound.</summary>
/// <param name="Bound">Which worlds.</param>
/// <param name="Alone">Whether each world was alone in the database, or all stood side by side.</param>
/// <param name="Worlds">How many.</param>
/// <param name="Tallies">Decisions by command, each on a row of the caller's own world.</param>
/// <param name="ForeignRows">Rows of other worlds that callers were shown or not, compared as well, and counted apart.</param>
public sealed record BoundReport(WorldBound Bound, bool Alone, int Worlds, IReadOnlyList<Tally> Tallies, long ForeignRows)
{
    /// <summary>How many decisions.</summary>
    public int Decisions => Tallies.Sum(t => t.Allowed + t.Denied);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Worlds:N0} {(Alone ? "each alone" : "side by side")}: {Bound}");
}
