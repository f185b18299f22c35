using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>What became of a mutant.</summary>
public enum MutantState
{
    /// <summary>A claim noticed it.</summary>
    Killed,

    /// <summary>No claim noticed it.</summary>
    Survived,

    /// <summary>The server refuses to make it.</summary>
    Invalid,

    /// <summary>It survived, and people have signed off that it cannot change any behaviour.</summary>
    Equivalent,
}

/// <summary>A mutant and what became of it.</summary>
/// <param name="Mutant">The defect.</param>
/// <param name="State">What became of it.</param>
/// <param name="By">The claim that killed it.</param>
/// <param name="Because">What violated the claim; the server's words for an invalid one; the reason of an equivalent one.</param>
/// <param name="Time">How long it took.</param>
public sealed record MutantResult(Mutant Mutant, MutantState State, string? By, string? Because, TimeSpan Time);

/// <summary>A claim, its cost and the number of mutants that it killed.</summary>
/// <param name="Name">The sentence.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Cost">How long it took on the schema without defects.</param>
/// <param name="Before">What violates it before any mutation; empty if it holds. Such a part of a claim kills nothing.</param>
/// <param name="Reached">How many mutants no earlier claim had killed.</param>
/// <param name="Kills">How many of those it killed.</param>
public sealed record ClaimRecord(string Name, string Area, TimeSpan Cost, IReadOnlyList<string> Before, int Reached, int Kills);

/// <summary>A part of the mutants, and how many were killed.</summary>
/// <param name="Name">The mutator, or the object.</param>
/// <param name="Killed">Killed.</param>
/// <param name="Counted">Valid and not equivalent.</param>
public sealed record ScoreLine(string Name, int Killed, int Counted);

/// <summary>What a mutation run found.</summary>
/// <param name="Results">Every mutant, in the order in which they were tried.</param>
/// <param name="Claims">Every claim, in the order in which they are checked.</param>
/// <param name="NotRun">What could not be tried, and why.</param>
/// <param name="Elapsed">How long it all took.</param>
public sealed record MutationReport(
    IReadOnlyList<MutantResult> Results,
    IReadOnlyList<ClaimRecord> Claims,
    IReadOnlyList<string> NotRun,
    TimeSpan Elapsed
)
{
    /// <summary>The table whose access was mutated.</summary>
    public string Table { get; init; } = "";

    /// <summary>Whether people have reviewed these migrations: only then do survivors fail.</summary>
    public bool Reviewed { get; init; }

    /// <summary>Killed.</summary>
    public int Killed => Count(MutantState.Killed);

    /// <summary>Valid: the server made them.</summary>
    public int Valid => Results.Count - Count(MutantState.Invalid);

    /// <summary>Killed by those that could have been: 1 is all.</summary>
    public double Score => Valid - Count(MutantState.Equivalent) is > 0 and var counted ? (double)Killed / counted : 1;

    /// <summary>Mutants tried in a second.</summary>
    public double PerSecond => Results.Count / Math.Max(Elapsed.TotalSeconds, 1e-6);

    /// <summary>The mutants that no claim noticed.</summary>
    public IEnumerable<MutantResult> Survivors => Results.Where(r => r.State == MutantState.Survived);

    /// <summary>Those that are accepted as equivalent.</summary>
    public IEnumerable<MutantResult> Equivalent => Results.Where(r => r.State == MutantState.Equivalent);

    /// <summary>The score of each mutator.</summary>
    public IReadOnlyList<ScoreLine> ByMutator => ScoreBy(r => r.Mutant.Mutator);

    /// <summary>The score of each object.</summary>
    public IReadOnlyList<ScoreLine> ByObject => ScoreBy(r => r.Mutant.Object);

    /// <summary>The score of each area of claims: what its claims killed, of all that count.</summary>
    public IReadOnlyList<ScoreLine> ByArea =>
        [
            .. Claims
                .GroupBy(c => c.Area, StringComparer.Ordinal)
                .Select(g => new ScoreLine(g.Key, g.Sum(c => c.Kills), Valid - Count(MutantState.Equivalent))),
        ];

    /// <summary>How many are in a state.</summary>
    public int Count(MutantState state) => Results.Count(r => r.State == state);

    private ScoreLine[] ScoreBy(Func<MutantResult, string> part) =>
        [
            .. Results
                .Where(r => r.State is MutantState.Killed or MutantState.Survived)
                .GroupBy(part, StringComparer.Ordinal)
                .Select(g => new ScoreLine(g.Key, g.Count(r => r.State == MutantState.Killed), g.Count())),
        ];
}
