using UsageRls.Verification.Causes;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Evidence.Sections.Mutation;

/// <summary>The section with the mutation runs: deliberate defects, and whether the claims killed them.</summary>
internal sealed class MutationSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the mutation runs.</summary>
    public const string Mutation = "mutation";

    /// <summary>The name of the varying part with the time that each mutant took.</summary>
    public const string Times = "mutants";

    /// <inheritdoc/>
    public int Place => 80;

    /// <inheritdoc/>
    public string Template => "Mutation/mutation";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var runs = reports.Of<MutationOnBaseline>();
        return new SectionContent
        {
            Parts = [new(Mutation, runs.Select(MutationRecord.From).ToArray())],
            Varying = [new(Times, runs.Select(Milliseconds).ToArray())],
            Counts = [new("mutants", runs.Sum(r => r.Report.Results.Count))],
            Elapsed = runs.Where(r => r.Report.KeptAt is null)
                .Select(r => new ElapsedRecord(
                    Text.Stage($"mutation of {r.Report.Table}", r.Baseline),
                    (long)r.Report.Elapsed.TotalMilliseconds
                )),
            NotRun = runs.SelectMany(r => r.Report.NotRun)
                .Distinct(StringComparer.Ordinal)
                .Select(why => new NotRunRecord("mutation", why, 0)),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("mutation", "Mutation")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new { Mutation = MutationView.From(record), Kept = KeptRecord.Lines(record, "mutation") };

    /// <inheritdoc/>
    public SectionSummary Summary(EvidenceRecord record)
    {
        var runs = record.Part<MutationRecord>(Mutation);
        return new SectionSummary
        {
            Lines = [.. runs.Select(Score)],
            Details =
            [
                new(
                    "Mutants that survive",
                    [
                        .. runs.SelectMany(run =>
                            run.In(MutantState.Survived)
                                .Select(m => new SummaryLine($"{m.Object}, {run.Baseline}", $"{m.Mutator}: {m.Change}"))
                        ),
                    ]
                ),
            ],
        };
    }

    // A kept report has no times of this run.
    private static double[] Milliseconds(MutationOnBaseline run) =>
        run.Report.KeptAt is null ? [.. run.Report.Results.Select(m => Math.Round(m.Time.TotalMilliseconds, 1))] : [];

    private static SummaryLine Score(MutationRecord run) =>
        new(
            $"Mutation of {run.Table}, {run.Baseline}",
            Text.Say($"{run.Killed} of {run.Counted} killed, {run.In(MutantState.Survived).Count} survive, ")
                + Text.Say($"{run.In(MutantState.Equivalent).Count} accepted as equivalent")
        );
}
