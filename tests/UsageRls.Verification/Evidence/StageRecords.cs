using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Evidence;

/// <summary>What a migration opened or closed.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="IsOpened">Opened, or else closed.</param>
/// <param name="Command">What became possible, or impossible.</param>
/// <param name="IsIntended">Whether the intent allows it.</param>
/// <param name="Rows">On which rows.</param>
/// <param name="Who">For whom.</param>
/// <param name="Grants">On which baseline: <c>legacy</c>, <c>explicit</c> or <c>both</c>.</param>
/// <param name="ExampleCaller">Who showed it.</param>
/// <param name="ExampleSql">With which statement.</param>
public sealed record ChangeRecord(
    string Migration,
    bool IsOpened,
    string Command,
    bool IsIntended,
    string Rows,
    string Who,
    string Grants,
    string ExampleCaller,
    string ExampleSql
)
{
    internal static IEnumerable<ChangeRecord> Of(IReadOnlyList<AccessTimeline> timelines, IReadOnlyList<TableTimeline> tables) =>
        Of(timelines)
            .Concat(
                TableTimelineText
                    .Lines(tables)
                    .Select(l => new ChangeRecord(
                        l.Migration,
                        l.IsOpened,
                        l.Command,
                        l.IsIntended,
                        $"{l.Table}: {l.Rows}",
                        l.Who,
                        l.Grants,
                        l.ExampleCaller,
                        l.ExampleSql
                    ))
            )
            .OrderBy(c => c.Migration, StringComparer.Ordinal);

    private static IEnumerable<ChangeRecord> Of(IReadOnlyList<AccessTimeline> timelines) =>
        from change in timelines.SelectMany(t => t.Changes)
        from side in ((bool IsOpened, IReadOnlyDictionary<AccessFact, Verdict> Facts)[])[(true, change.Opened), (false, change.Closed)]
        from line in TimelineText.Lines(change.Baseline, side.Facts)
        group line.Baseline by (
            change.Migration,
            side.IsOpened,
            line.Command,
            line.IsIntended,
            line.Relation,
            line.Who,
            line.ExampleCaller,
            line.ExampleSql
        ) into same
        orderby same.Key.Migration, !same.Key.IsOpened, same.Key.IsIntended, same.Key.Command
        select new ChangeRecord(
            same.Key.Migration,
            same.Key.IsOpened,
            same.Key.Command.ToString().ToLowerInvariant(),
            same.Key.IsIntended,
            same.Key.Relation,
            same.Key.Who,
            same.Count() == timelines.Count && same.Count() > 1 ? "both" : same.First().ToString().ToLowerInvariant(),
            same.Key.ExampleCaller,
            same.Key.ExampleSql
        );
}

/// <summary>A mutation run.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Table">The table whose access was mutated.</param>
/// <param name="Killed">How many were noticed.</param>
/// <param name="Counted">Of how many that count: valid, and not signed off as equivalent.</param>
/// <param name="IsReviewed">Whether people have reviewed the mutants of these migrations.</param>
/// <param name="ByObject">The score of each object.</param>
/// <param name="ByMutator">The score of each kind of defect.</param>
/// <param name="Claims">What was claimed, in the order of the checks, and what each claim was good for.</param>
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

    internal static MutationRecord Of(string baseline, MutationReport report) =>
        new(
            baseline,
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

/// <summary>What a claim was good for.</summary>
/// <param name="Claim">The sentence.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Kills">How many mutants it noticed that no claim before it had.</param>
/// <param name="Reached">How many were left when it was its turn.</param>
/// <param name="FailsBefore">How many of its parts fail before any mutation, so that they notice nothing.</param>
public sealed record ClaimScore(string Claim, string Area, int Kills, int Reached, int FailsBefore);

/// <summary>A mutant.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Mutator">Which kind of defect.</param>
/// <param name="Object">What it is in.</param>
/// <param name="Change">What is different.</param>
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

/// <summary>The exhaustive proof.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Worlds">How many worlds.</param>
/// <param name="Decisions">How many decisions the database made.</param>
/// <param name="Disagreements">How many differ from the intent.</param>
/// <param name="Bounds">Which worlds, in words.</param>
/// <param name="Tallies">How the decisions came out, in words.</param>
/// <param name="Covers">What the bound covers and what not.</param>
/// <param name="Smallest">The smallest world that differs; null where none does.</param>
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

/// <summary>What a query touched.</summary>
/// <param name="Query">What it asks, for a person.</param>
/// <param name="Baseline">The grants it ran under.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Ways">By which index or table it went, and what it sorted.</param>
/// <param name="Rows">How many rows it gave or wrote.</param>
/// <param name="Read">How many rows of the table it read for that.</param>
/// <param name="OwnersRead">How many the same query of the table's owner reads, without row level security.</param>
/// <param name="Writes">Whether it writes.</param>
/// <param name="Pages">The pages it asked for; null where it writes, for ids are random, and so is where in an index they go: then they are in <see cref="VaryingRecord.Pages"/>.</param>
/// <param name="Faults">What is wrong with that, in words; and whether it fails the migrations.</param>
public sealed record PlanRecord(
    string Query,
    string Baseline,
    string Caller,
    IReadOnlyList<string> Ways,
    long Rows,
    long Read,
    long OwnersRead,
    bool Writes,
    PagesRecord? Pages,
    IReadOnlyList<string> Faults
)
{
    /// <summary>A plan that was judged, with its pages.</summary>
    public static PlanRecord Of(Fixtures.Databases.GrantBaseline baseline, PlanVerdict verdict) =>
        new(
            verdict.Plan.Query.Query.Name,
            baseline.ToString().ToLowerInvariant(),
            verdict.Plan.Query.Asker.Caller.Name,
            [.. verdict.Plan.Ways],
            verdict.Plan.Rows,
            verdict.Plan.RowsTouched,
            verdict.Baseline.RowsTouched,
            verdict.Plan.Writes,
            new PagesRecord(verdict.Plan.Buffers, verdict.Baseline.Buffers),
            [.. verdict.Told]
        );
}

/// <summary>Pages of 8 KiB that a query asked for.</summary>
/// <param name="Callers">The caller's query.</param>
/// <param name="Owners">The same query of the table's owner, without row level security.</param>
public sealed record PagesRecord(long Callers, long Owners);
