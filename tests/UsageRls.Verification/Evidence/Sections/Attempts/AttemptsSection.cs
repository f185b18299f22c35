using UsageRls.Verification.Causes;
using UsageRls.Verification.Evidence.Sections.Matrix;

namespace UsageRls.Verification.Evidence.Sections.Attempts;

/// <summary>The section with the search over all attempts of the access matrix, and the dialog with the attempts of one cell.</summary>
internal sealed class AttemptsSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 130;

    /// <inheritdoc/>
    public string Template => "Attempts/attempts";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) =>
        record.Part<MatrixRecord>(MatrixSection.Matrices).Count == 0 ? [] : [new("attempts", "Attempts")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Grid = GridView.From(record) };
}
