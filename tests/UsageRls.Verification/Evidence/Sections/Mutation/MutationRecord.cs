using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>A mutation run of a table on one grant baseline.</summary>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Table">The table whose policies, grants and other objects were mutated.</param>
/// <param name="Killed">How many mutants the claims killed.</param>
/// <param name="Counted">How many mutants the score counts: valid mutants that are not signed off as equivalent.</param>
/// <param name="IsReviewed">Whether an exceptions file exists for these migrations.</param>
/// <param name="ByObject">The score of each mutated object.</param>
/// <param name="ByMutator">The score of each mutator.</param>
/// <param name="Claims">The claims in the order in which they were checked, each with the number of mutants that it killed.</param>
/// <param name="Mutants">Every mutant, in the order in which the mutants were tested.</param>
public sealed record MutationRecord(
    string Baseline,
    string Table,
    int Killed,
    int Counted,
    bool IsReviewed,
    IReadOnlyList<ScoreLine> ByObject,
    IReadOnlyList<ScoreLine> ByMutator,
    IReadOnlyList<ClaimScore> Claims,
    IReadOnlyList<MutantRecord> Mutants
)
{
    internal IReadOnlyList<MutantRecord> In(MutantState state) => [.. Mutants.Where(m => m.State == state)];

    internal static MutationRecord From(MutationOnBaseline run)
    {
        var report = run.Report;
        return new(
            run.Baseline.ToString().ToLowerInvariant(),
            report.Table,
            report.Killed,
            report.Valid - report.Count(MutantState.Equivalent),
            report.Reviewed,
            [.. report.ByObject],
            [.. report.ByMutator],
            [.. report.Claims.Select(c => new ClaimScore(c.Name, c.Area, c.Kills, c.Reached, c.Before.Count))],
            [.. report.Results.Select(MutantRecord.From)]
        );
    }
}

/// <summary>A claim, and the number of mutants that it killed.</summary>
/// <param name="Claim">The claim as a sentence.</param>
/// <param name="Area">The area that the claim belongs to.</param>
/// <param name="Kills">How many mutants the claim killed that no earlier claim had killed.</param>
/// <param name="Reached">How many mutants had survived the earlier claims and were tested with this claim.</param>
/// <param name="FailsBefore">How many parts of the claim fail before any mutation, and therefore cannot kill a mutant.</param>
public sealed record ClaimScore(string Claim, string Area, int Kills, int Reached, int FailsBefore);

/// <summary>A mutant: a deliberate defect, and whether a claim killed it.</summary>
/// <param name="State">Whether the mutant was killed, survived, is equivalent or is invalid.</param>
/// <param name="Mutator">The name of the mutator, which is the kind of defect.</param>
/// <param name="Object">The object that the mutant changes.</param>
/// <param name="Change">The change to the object.</param>
/// <param name="Sql">The statements that make the change.</param>
/// <param name="By">The first claim that killed the mutant; null if no claim killed it.</param>
/// <param name="Remark">How the claim was violated, why the mutant is equivalent, the server's error, or advice for a survivor.</param>
public sealed record MutantRecord(MutantState State, string Mutator, string Object, string Change, string Sql, string? By, string Remark)
{
    internal static MutantRecord From(MutantResult result) =>
        new(
            result.State,
            result.Mutant.Mutator,
            result.Mutant.Object,
            result.Mutant.Change,
            result.Mutant.Sql,
            result.By,
            result.Because ?? result.Mutant.Advice
        );
}
