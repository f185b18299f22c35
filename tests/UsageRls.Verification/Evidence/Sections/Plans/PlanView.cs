namespace UsageRls.Verification.Evidence.Sections.Plans;

/// <summary>The plans of one query on one grant baseline, one for each caller, as the page shows them.</summary>
internal sealed record PlanView(string Query, string Baseline, IReadOnlyList<PlanLine> Callers)
{
    public static IReadOnlyList<PlanView> From(EvidenceRecord record)
    {
        var ofWrites = new Queue<PagesRecord>(record.Varying.Parts.List<PagesRecord>(PlansSection.Pages));
        var lines = record
            .Part<PlanRecord>(PlansSection.Plans)
            .Select(p => (p.Query, p.Baseline, Line: PlanLine.From(p, p.Pages ?? ofWrites.Dequeue())))
            .ToArray();
        return
        [
            .. lines.GroupBy(p => (p.Query, p.Baseline)).Select(g => new PlanView(g.Key.Query, g.Key.Baseline, [.. g.Select(p => p.Line)])),
        ];
    }
}

/// <summary>The rows and pages that a query accessed for one caller, with the numbers for the table's owner in parentheses.</summary>
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
    public static PlanLine From(PlanRecord p, PagesRecord pages) =>
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
