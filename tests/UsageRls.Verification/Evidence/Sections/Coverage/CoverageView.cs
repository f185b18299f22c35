namespace UsageRls.Verification.Evidence.Sections.Coverage;

/// <summary>The coverage of one table, view or function on all grant baselines, as the page shows it.</summary>
internal sealed record CoverageView(
    string Object,
    string Kind,
    string Tone,
    IReadOnlyList<CoverageState> States,
    string Attempts,
    IReadOnlyList<string> Reasons,
    string Belongs,
    IReadOnlyList<AccessGrid> Access
)
{
    /// <summary>
    /// Whether the page shows the object expanded: true if its state is <c>leaks</c> or <c>not verified</c> on some baseline.
    /// </summary>
    public bool IsOpen => Tone != "good";

    public static IReadOnlyList<CoverageView> From(IReadOnlyList<CoverageRecord> coverage) =>
        [
            .. coverage
                .GroupBy(c => (c.Object, c.Kind))
                .Select(g => From(g.Key.Object, g.Key.Kind, [.. g]))
                .OrderBy(v =>
                    v.Tone switch
                    {
                        "bad" => 0,
                        "part" => 1,
                        _ => 2,
                    }
                ),
        ];

    private static CoverageView From(string @object, string kind, CoverageRecord[] on)
    {
        var isSame = on.Select(c => c.State).Distinct(StringComparer.Ordinal).Count() == 1;
        CoverageState[] states =
        [
            .. (isSame ? on.Take(1) : on).Select(c => new CoverageState(isSame ? c.State : $"{c.State} ({c.Baseline})", ToneOf(c.State))),
        ];
        return new CoverageView(
            @object,
            kind,
            states.Any(s => s.Tone == "bad") ? "bad"
                : states.Any(s => s.Tone == "part") ? "part"
                : "good",
            states,
            Text.Number(on.Sum(c => c.Attempts)),
            [.. on.Select(c => c.Reason).Where(r => r != "").Distinct(StringComparer.Ordinal)],
            on[0].Belongs,
            AccessGrid.From(on)
        );
    }

    private static string ToneOf(string state) =>
        state switch
        {
            "isolation verified" or "verified against the intent" => "good",
            "leaks" => "bad",
            "not verified" => "part",
            _ => "",
        };
}

/// <summary>A state of an object, and the CSS class that gives the state its colour.</summary>
internal sealed record CoverageState(string Word, string Tone);

/// <summary>A table's access matrix on one grant baseline, or on all baselines with the same matrix.</summary>
internal sealed record AccessGrid(string Baselines, IReadOnlyList<AccessLine> Lines)
{
    public static IReadOnlyList<AccessGrid> From(IEnumerable<CoverageRecord> on) =>
        [
            .. on.Where(c => c.Access.Count > 0)
                .GroupBy(c => string.Join('\n', c.Access))
                .Select(same => new AccessGrid(
                    string.Join(" and ", same.Select(c => c.Baseline)),
                    [.. same.First().Access.Select(a => new AccessLine(a.Who, a.Rows, [.. Cells(a)]))]
                )),
        ];

    private static IEnumerable<AccessCell> Cells(AccessRow row) =>
        new[] { row.Select, row.Insert, row.Update, row.Delete }.Select(word => new AccessCell(
            word == "" ? "not tried" : word,
            word.Contains(',', StringComparison.Ordinal) ? "bad"
                : word == "yes" ? "good"
                : ""
        ));
}

/// <summary>A row of a table's access matrix, as the page shows it.</summary>
internal sealed record AccessLine(string Who, string Rows, IReadOnlyList<AccessCell> Cells);

/// <summary>A cell of a table's access matrix: whether the callers of the line can run one command on the rows of the line.</summary>
internal sealed record AccessCell(string Word, string Tone);
