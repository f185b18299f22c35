using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>A mutation run, as the page shows it.</summary>
internal sealed record MutationView(
    string Anchor,
    string Baseline,
    string Table,
    int Killed,
    int Counted,
    string Percent,
    string Others,
    IReadOnlyList<ScoreLine> ByObject,
    IReadOnlyList<ScoreLine> ByMutator,
    IReadOnlyList<MutantRecord> Survivors,
    IReadOnlyList<MutantRecord> Equivalents,
    IReadOnlyList<ClaimScore> Claims,
    IReadOnlyList<MutantLine> Mutants,
    bool IsUnreviewed
)
{
    public static IReadOnlyList<MutationView> From(EvidenceRecord record) =>
        [
            .. record
                .Part<MutationRecord>(MutationSection.Mutation)
                .Zip(record.Varying.Parts.List<double[]>(MutationSection.Times))
                .Select((run, i) => From($"{run.First.Baseline}-{i + 1}", run.First, run.Second)),
        ];

    private static MutationView From(string anchor, MutationRecord run, double[] times)
    {
        var (survivors, equivalents) = (run.In(MutantState.Survived), run.In(MutantState.Equivalent));
        return new MutationView(
            anchor,
            run.Baseline,
            run.Table,
            run.Killed,
            run.Counted,
            run.Counted == 0 ? "–" : Text.Say($"{Math.Floor(1000.0 * run.Killed / run.Counted) / 10:0.#} %"),
            string.Join(
                ", ",
                [
                    Text.Say($"{run.Killed} of {run.Counted} defects noticed"),
                    .. More(equivalents.Count, "accepted as defects that change no behaviour"),
                    .. More(run.In(MutantState.Invalid).Count, "whose SQL the server refused"),
                ]
            ),
            run.ByObject,
            run.ByMutator,
            survivors,
            equivalents,
            [.. run.Claims.OrderByDescending(c => c.Kills)],
            [.. run.Mutants.Select((m, i) => MutantLine.From(m, i < times.Length ? times[i] : null))],
            !run.IsReviewed && survivors.Count > 0
        );
    }

    private static IEnumerable<string> More(int number, string what) => number == 0 ? [] : [Text.Say($"{number} more {what}")];
}

/// <summary>A mutant in the page's table of all mutants.</summary>
internal sealed record MutantLine(MutantRecord Mutant, string Tone, string Became, string Time)
{
    public static MutantLine From(MutantRecord mutant, double? milliseconds) =>
        new(
            mutant,
            mutant.State switch
            {
                MutantState.Killed => "good",
                MutantState.Survived => "bad",
                _ => "part",
            },
            mutant.State switch
            {
                MutantState.Killed => mutant.By ?? "",
                MutantState.Survived => "nothing",
                MutantState.Equivalent => "accepted as equivalent",
                _ => "refused by the server",
            },
            milliseconds is null ? "kept" : Text.Say($"{milliseconds:0.0} ms")
        );
}
