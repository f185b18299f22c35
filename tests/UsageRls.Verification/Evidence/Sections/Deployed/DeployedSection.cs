using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>The section that compares a deployed database with the database that the migrations make.</summary>
internal sealed class DeployedSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the comparison; it is missing if no database was compared.</summary>
    public const string Deployed = "deployed";

    /// <summary>The name of the varying part with the time, in UTC, at which the deployed catalog was read.</summary>
    public const string ReadAt = "deployedReadAt";

    /// <inheritdoc/>
    public int Place => 30;

    /// <inheritdoc/>
    public string Template => "Deployed/deployed";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var compared = reports.Of<DeployedReading>();
        return new SectionContent
        {
            Parts = compared.Select(c => new NamedPart(Deployed, DeployedRecord.From(c.Report))),
            Varying = compared.Select(c => new NamedPart(ReadAt, c.ReadAt)),
        };
    }

    /// <summary>Returns the comparison in a record; null if no database was compared.</summary>
    public static DeployedRecord? Find(EvidenceRecord record) => (DeployedRecord?)record.Parts.Find(Deployed);

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => Find(record) is null ? [] : [new("deployed", "Deployed database")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Deployed = DeployedView.From(record) };

    /// <inheritdoc/>
    public IEnumerable<FileRecord> Subjects(EvidenceRecord record) =>
        Find(record) is { } deployed ? [new("deployed database: catalog", deployed.Sha256)] : [];
}
