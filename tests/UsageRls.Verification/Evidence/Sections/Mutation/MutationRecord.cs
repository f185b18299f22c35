using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>A mutation run.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Table">The table whose access was mutated.</param>
/// <param name="Killed">How many were noticed.</param>
/// <param name="Counted">How many count: those that are valid and not signed off as equivalent.</param>
/// <param name="IsReviewed">Whether people have reviewed the mutants of these migrations.</param>
/// <param name="ByObject">The score of each object.</param>
/// <param name="ByMutator">The score of each kind of defect.</param>
/// <param name="Claims">The claims, in the order of the checks, and the mutants that each noticed.</param>
/// <param name="Mutants">Every mutant, in the order in which they were tried.</param>
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

    internal static MutationRecord Of(MutationOnBaseline run)
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
            [.. report.Results.Select(MutantRecord.Of)]
        );
    }
}

/// <summary>A claim and the mutants that it killed.</summary>
/// <param name="Claim">The sentence.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Kills">How many mutants it noticed that no claim before it had.</param>
/// <param name="Reached">How many were left when it was its turn.</param>
/// <param name="FailsBefore">How many of its parts fail before any mutation, so that they notice nothing.</param>
public sealed record ClaimScore(string Claim, string Area, int Kills, int Reached, int FailsBefore);

/// <summary>A mutant.</summary>
/// <param name="State">The outcome.</param>
/// <param name="Mutator">Which kind of defect.</param>
/// <param name="Object">The object that it changes.</param>
/// <param name="Change">The difference.</param>
/// <param name="Sql">The statements that make it.</param>
/// <param name="By">The claim that noticed it first.</param>
/// <param name="Remark">What violated the claim, why it is equivalent, what the server says against it, or what to try.</param>
public sealed record MutantRecord(MutantState State, string Mutator, string Object, string Change, string Sql, string? By, string Remark)
{
    internal static MutantRecord Of(MutantResult result) =>
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
