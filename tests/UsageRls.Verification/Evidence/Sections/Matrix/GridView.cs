namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>The access matrix as a grid: a row for each caller, and a column for each command on each grant baseline.</summary>
internal sealed record GridView(
    IReadOnlyList<string> Commands,
    int Baselines,
    IReadOnlyList<string> Columns,
    IReadOnlyList<GridRow> Rows,
    string AgainstIntent,
    string Attempts
)
{
    /// <summary>Makes the grid from a record; null if the record has no access matrix.</summary>
    public static GridView? From(EvidenceRecord record)
    {
        var matrices = record.Part<MatrixRecord>(MatrixSection.Matrices);
        if (matrices.Count == 0)
            return null;
        string[] commands = [.. matrices[0].Attempts.Select(a => a.Command).Distinct()];
        var cells = matrices.Select(m => m.Attempts.ToLookup(a => (a.Caller, a.Command))).ToArray();
        string[] order = [.. Enum.GetNames<Access.Command>().Select(c => c.ToLowerInvariant()).Where(commands.Contains)];
        return new GridView(
            order,
            matrices.Count,
            [.. order.SelectMany(_ => matrices.Select(m => m.Baseline))],
            [
                .. record
                    .Part<CallerRecord>(MatrixSection.Callers)
                    .Select(
                        (caller, index) =>
                            new GridRow(
                                caller.Name,
                                caller.Role,
                                [
                                    .. from command in order
                                    from matrix in matrices.Index()
                                    select GridCell.From(
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
            Text.Number(matrices.Sum(m => m.AgainstIntent)),
            Text.Number(matrices.Sum(m => m.Attempts.Count))
        );
    }
}

/// <summary>The row of one caller in the grid.</summary>
internal sealed record GridRow(string Caller, string Role, IReadOnlyList<GridCell> Cells);

/// <summary>A cell of the grid: the outcomes of one caller, command and grant baseline, with a label for screen readers.</summary>
internal sealed record GridCell(int Caller, string Command, string Baseline, string Kind, string Sign, string Label)
{
    public static GridCell From(int index, string caller, string command, string baseline, AttemptRecord[] attempts)
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
            Text.Say($"{caller}, {command}, {baseline}: {allowed} of {attempts.Length} attempts allowed, ")
                + (wrong == 0 ? "all as intended" : Text.Say($"{wrong} differ from the intent"))
        );
    }
}
