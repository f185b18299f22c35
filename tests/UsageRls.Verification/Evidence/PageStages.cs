using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence;

/// <summary>The matrix as a grid: callers down, commands across, a column for each baseline under each command.</summary>
internal sealed record GridView(
    IReadOnlyList<string> Commands,
    int Baselines,
    IReadOnlyList<string> Columns,
    IReadOnlyList<GridRow> Rows,
    string AgainstIntent,
    string Attempts
)
{
    /// <summary>The grid; null where no matrix was tried.</summary>
    public static GridView? Of(EvidenceRecord record)
    {
        if (record.Matrices.Count == 0)
            return null;
        string[] commands = [.. record.Matrices[0].Attempts.Select(a => a.Command).Distinct()];
        var cells = record.Matrices.Select(m => m.Attempts.ToLookup(a => (a.Caller, a.Command))).ToArray();
        string[] order = [.. Enum.GetNames<Access.Command>().Select(c => c.ToLowerInvariant()).Where(commands.Contains)];
        return new GridView(
            order,
            record.Matrices.Count,
            [.. order.SelectMany(_ => record.Matrices.Select(m => m.Baseline))],
            [
                .. record.Callers.Select(
                    (caller, index) =>
                        new GridRow(
                            caller.Name,
                            caller.Role,
                            [
                                .. from command in order
                                from matrix in record.Matrices.Index()
                                select GridCell.Of(
                                    index,
                                    caller.Name,
                                    command,
                                    matrix.Item.Baseline,
                                    [.. cells[matrix.Index][(caller.Name, command)]]
                                ),
                            ]
                        )
                ),
            ],
            Text.Number(record.Matrices.Sum(m => m.AgainstIntent)),
            Text.Number(record.Matrices.Sum(m => m.Attempts.Count))
        );
    }
}

/// <summary>A caller's row.</summary>
internal sealed record GridRow(string Caller, string Role, IReadOnlyList<GridCell> Cells);

/// <summary>What a caller may do, at a glance, and in words for who does not see it.</summary>
internal sealed record GridCell(int Caller, string Command, string Baseline, string Kind, string Sign, string Label)
{
    public static GridCell Of(int index, string caller, string command, string baseline, AttemptRecord[] attempts)
    {
        var allowed = attempts.Count(a => a.IsAllowed);
        var wrong = attempts.Count(a => a.Judgement != Judgement.AsIntended);
        var (kind, sign) = (wrong, allowed) switch
        {
            (not 0, _) => ("wrong", Text.Say($"✕{wrong}")),
            (0, 0) => ("none", "–"),
            _ when allowed == attempts.Length => ("all", "●"),
            _ => ("some", Text.Say($"{allowed}")),
        };
        return new GridCell(
            index,
            command,
            baseline,
            kind,
            sign,
            Text.Say(
                $"{caller}, {command}, {baseline}: {allowed} of {attempts.Length} attempts allowed, {(wrong == 0 ? "all as intended" : Text.Say($"{wrong} against the intent"))}"
            )
        );
    }
}

/// <summary>A mutation run.</summary>
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
    public static IReadOnlyList<MutationView> Of(EvidenceRecord record) =>
        [.. record.Mutation.Zip(record.Varying.Mutants).Select((run, i) => Of($"{run.First.Baseline}-{i + 1}", run.First, run.Second))];

    private static MutationView Of(string anchor, MutationRecord run, IReadOnlyList<double> times)
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
                    .. More(equivalents.Count, "signed off as making no difference"),
                    .. More(run.In(MutantState.Invalid).Count, "that the server refuses to make"),
                ]
            ),
            run.ByObject,
            run.ByMutator,
            survivors,
            equivalents,
            [.. run.Claims.OrderByDescending(c => c.Kills)],
            [.. run.Mutants.Zip(times, MutantLine.Of)],
            !run.IsReviewed && survivors.Count > 0
        );
    }

    private static IEnumerable<string> More(int number, string what) => number == 0 ? [] : [Text.Say($"{number} more {what}")];
}

/// <summary>A mutant in the table of all.</summary>
internal sealed record MutantLine(MutantRecord Mutant, string Tone, string Became, string Time)
{
    public static MutantLine Of(MutantRecord mutant, double milliseconds) =>
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
                MutantState.Equivalent => "signed off",
                _ => "refused by the server",
            },
            Text.Say($"{milliseconds:0.0} ms")
        );
}

/// <summary>An exhaustive proof.</summary>
internal sealed record ProofView(ProofRecord Proof, string Tone, string Sentence)
{
    public static ProofView Of(ProofRecord proof) =>
        new(
            proof,
            proof.Disagreements == 0 ? "good" : "bad",
            Text.Say(
                $"{proof.Baseline}: the database made {proof.Decisions:N0} decisions in {proof.Worlds:N0} worlds, and {(proof.Disagreements == 0 ? "every one is what is meant" : Text.Say($"{proof.Disagreements:N0} are not what is meant"))}."
            )
        );
}

/// <summary>What a query touched, by who asked.</summary>
internal sealed record PlanView(string Query, string Baseline, IReadOnlyList<PlanLine> Callers)
{
    public static IReadOnlyList<PlanView> Of(EvidenceRecord record)
    {
        var ofWrites = new Queue<PagesRecord>(record.Varying.Pages);
        var lines = record.Plans.Select(p => (p.Query, p.Baseline, Line: PlanLine.Of(p, p.Pages ?? ofWrites.Dequeue()))).ToArray();
        return
        [
            .. lines.GroupBy(p => (p.Query, p.Baseline)).Select(g => new PlanView(g.Key.Query, g.Key.Baseline, [.. g.Select(p => p.Line)])),
        ];
    }
}

/// <summary>What it touched when one caller asked; the owner's numbers in brackets.</summary>
internal sealed record PlanLine(
    string Caller,
    string Ways,
    string Rows,
    string Read,
    string Pages,
    bool Varies,
    IReadOnlyList<string> Faults
)
{
    public static PlanLine Of(PlanRecord p, PagesRecord pages) =>
        new(
            p.Caller,
            p.Ways.Count == 0 ? "–" : string.Join(", ", p.Ways),
            Text.Number(p.Rows),
            Text.Say($"{p.Read:N0} ({p.OwnersRead:N0})"),
            Text.Say($"{pages.Callers:N0} ({pages.Owners:N0})"),
            p.Pages is null,
            p.Faults
        );
}

/// <summary>What the catalog says on one baseline, or on all where they agree.</summary>
internal sealed record CatalogView(string Baseline, CatalogFacts Facts)
{
    public static IReadOnlyList<CatalogView> Of(EvidenceRecord record)
    {
        var alike =
            record.Catalog.Count > 1
            && record
                .Catalog.Select(c => System.Text.Json.JsonSerializer.Serialize(c with { Baseline = "" }))
                .Distinct(StringComparer.Ordinal)
                .Count() == 1;
        return alike
            ? [new CatalogView("the same on both baselines", record.Catalog[0])]
            : [.. record.Catalog.Select(c => new CatalogView($"{c.Baseline} baseline", c))];
    }
}
