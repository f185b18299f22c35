using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence.Sections.SmallWorlds;

/// <summary>The section that compares the access decisions of the database with the intent in every small world.</summary>
internal sealed class SmallWorldsSection : IEvidenceSection
{
    private const string Exhaustive = "exhaustive",
        SmallWorlds = "smallWorlds";

    /// <inheritdoc/>
    public int Place => 90;

    /// <inheritdoc/>
    public string Template => "SmallWorlds/worlds";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var proofs = reports.Of<ExhaustiveReport>();
        return new SectionContent
        {
            Parts =
            [
                new(Exhaustive, proofs.Select(ProofRecord.From).ToArray()),
                new(SmallWorlds, reports.Of<IsolationReport>().SelectMany(r => r.Worlds).Select(w => w.ToString()).ToArray()),
            ],
            Counts = [new("small worlds", proofs.Sum(p => p.Worlds)), new("decisions in small worlds", proofs.Sum(p => (long)p.Decisions))],
            Elapsed = proofs
                .Where(p => p.KeptAt is null)
                .Select(p => new ElapsedRecord(Text.Stage("every small world", p.Baseline), (long)p.Elapsed.TotalMilliseconds)),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("worlds", "Small worlds")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new
        {
            Proofs = record.Part<ProofRecord>(Exhaustive).Select(ProofView.From).ToArray(),
            Kept = KeptRecord.Lines(record, "every small world", "isolation beyond"),
            Memberships = record.Part<string>(SmallWorlds),
        };
}
