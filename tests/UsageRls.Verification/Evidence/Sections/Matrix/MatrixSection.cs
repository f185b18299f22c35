using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>The access matrix: callers, commands, and how many attempts were allowed.</summary>
internal sealed class MatrixSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 40;

    /// <inheritdoc/>
    public string Template => "Matrix/matrix";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("matrix", "Matrix")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Grid = GridView.Of(record) };
}
