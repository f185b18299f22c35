using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>The result of a mutant.</summary>
public enum MutantState
{
    /// <summary>A check failed on the mutant, so the suite noticed it.</summary>
    Killed,

    /// <summary>No check failed on the mutant.</summary>
    Survived,

    /// <summary>The server rejected the mutant's SQL.</summary>
    Invalid,

    /// <summary>The mutant survived, and a named person has accepted that it cannot change any behaviour.</summary>
    Equivalent,
}

/// <summary>A mutant and its result.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="State">The result of the mutant.</param>
/// <param name="By">The name of the claim that killed the mutant; null if none did.</param>
/// <param name="Because">
/// The violation if killed, the server's error message if invalid, the reason of the acceptance if equivalent; otherwise null.
/// </param>
/// <param name="Time">How long the mutant took.</param>
public sealed record MutantResult(Mutant Mutant, MutantState State, string? By, string? Because, TimeSpan Time);

/// <summary>A claim, the time it takes and the number of mutants that it killed.</summary>
/// <param name="Name">The claim as a sentence.</param>
/// <param name="Area">The claim's area.</param>
/// <param name="Cost">How long the check of the claim took before any mutation.</param>
/// <param name="Before">The violations that exist before any mutation; empty if the claim holds. These violations kill no mutant.</param>
/// <param name="Reached">How many mutants survived all earlier claims, so that this claim was checked on them.</param>
/// <param name="Kills">How many of the <paramref name="Reached"/> mutants this claim killed.</param>
public sealed record ClaimRecord(string Name, string Area, TimeSpan Cost, IReadOnlyList<string> Before, int Reached, int Kills);

/// <summary>The score of a mutator, of a mutated object, or of an area of claims.</summary>
/// <param name="Name">The name of the mutator, object or area.</param>
/// <param name="Killed">How many mutants of the mutator or object were killed; for an area: how many mutants its claims killed.</param>
/// <param name="Counted">
/// How many mutants of the mutator or object are valid and not equivalent; for an area: how many of all mutants are.
/// </param>
public sealed record ScoreLine(string Name, int Killed, int Counted);

/// <summary>The result of a mutation run.</summary>
/// <param name="Results">The result of every mutant that ran, in the order in which the mutants ran.</param>
/// <param name="Claims">The claims, in the order in which they are checked.</param>
/// <param name="NotRun">Sentences that state which mutants did not run, and why.</param>
/// <param name="Elapsed">How long the whole run took.</param>
public sealed record MutationReport(
    IReadOnlyList<MutantResult> Results,
    IReadOnlyList<ClaimRecord> Claims,
    IReadOnlyList<string> NotRun,
    TimeSpan Elapsed
)
{
    /// <summary>The table whose access was mutated.</summary>
    public string Table { get; init; } = "";

    /// <summary>
    /// Whether a surviving mutant fails the run. For the usage table: whether the migrations have an exceptions file; for every other
    /// table, the main job sets true.
    /// </summary>
    public bool Reviewed { get; init; }

    /// <summary>When an earlier run kept this report; null if the mutants ran in this run.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>The number of killed mutants.</summary>
    public int Killed => Count(MutantState.Killed);

    /// <summary>The number of valid mutants: those whose SQL the server accepted.</summary>
    public int Valid => Results.Count - Count(MutantState.Invalid);

    /// <summary>The share of killed mutants among those that are valid and not equivalent; 1 if there are none of these.</summary>
    public double Score => Valid - Count(MutantState.Equivalent) is > 0 and var counted ? (double)Killed / counted : 1;

    /// <summary>How many mutants ran per second.</summary>
    public double PerSecond => Results.Count / Math.Max(Elapsed.TotalSeconds, 1e-6);

    /// <summary>The mutants on which no check failed.</summary>
    public IEnumerable<MutantResult> Survivors => Results.Where(r => r.State == MutantState.Survived);

    /// <summary>The mutants that are accepted as equivalent.</summary>
    public IEnumerable<MutantResult> Equivalent => Results.Where(r => r.State == MutantState.Equivalent);

    /// <summary>The score of each mutator with killed or surviving mutants.</summary>
    public IReadOnlyList<ScoreLine> ByMutator => ScoreBy(r => r.Mutant.Mutator);

    /// <summary>The score of each mutated object with killed or surviving mutants.</summary>
    public IReadOnlyList<ScoreLine> ByObject => ScoreBy(r => r.Mutant.Object);

    /// <summary>
    /// The score of each area: how many mutants the claims of the area killed, out of all valid mutants that are not equivalent.
    /// </summary>
    public IReadOnlyList<ScoreLine> ByArea =>
        [
            .. Claims
                .GroupBy(c => c.Area, StringComparer.Ordinal)
                .Select(g => new ScoreLine(g.Key, g.Sum(c => c.Kills), Valid - Count(MutantState.Equivalent))),
        ];

    /// <summary>
    /// Whether the report may be kept: all mutants were tried, at least one is valid, none survived, and no claim fails without a mutant.
    /// </summary>
    public bool Holds => Valid > 0 && NotRun.Count == 0 && !Survivors.Any() && Claims.All(c => c.Before.Count == 0);

    /// <summary>Returns the number of mutants with this result.</summary>
    public int Count(MutantState state) => Results.Count(r => r.State == state);

    private ScoreLine[] ScoreBy(Func<MutantResult, string> part) =>
        [
            .. Results
                .Where(r => r.State is MutantState.Killed or MutantState.Survived)
                .GroupBy(part, StringComparer.Ordinal)
                .Select(g => new ScoreLine(g.Key, g.Count(r => r.State == MutantState.Killed), g.Count())),
        ];
}
