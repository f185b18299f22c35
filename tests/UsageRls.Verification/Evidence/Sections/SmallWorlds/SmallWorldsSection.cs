using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence.Sections.SmallWorlds;

/// <summary>Every small world, decided by the database and by the intent.</summary>
internal sealed class SmallWorldsSection : IEvidenceSection
{
    private const string Exhaustive = "exhaustive",
        SmallWorlds = "smallWorlds";

    /// <inheritdoc/>
    public int Place => 90;

    /// <inheritdoc/>
    public string Template => "SmallWorlds/worlds";

    /// <inheritdoc/>
    public IEnumerable<(string Name, object Part)> Parts(StageReports reports) =>
        [
            (Exhaustive, reports.Of<ExhaustiveReport>().Select(ProofRecord.Of).ToArray()),
            (SmallWorlds, reports.Of<IsolationReport>().SelectMany(r => r.Worlds).Select(w => w.ToString()).ToArray()),
        ];

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("worlds", "Small worlds")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) =>
        new
        {
            Proofs = record.Part<ProofRecord>(Exhaustive).Select(ProofView.Of).ToArray(),
            Memberships = record.Part<string>(SmallWorlds),
        };
}
