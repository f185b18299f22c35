using UsageRls.Verification.Causes;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>The section with the access matrix: for each caller and command, how many attempts were allowed.</summary>
internal sealed class MatrixSection : IEvidenceSection
{
    /// <summary>The name of the part of the evidence record that has the callers.</summary>
    public const string Callers = "callers";

    /// <summary>The name of the part of the evidence record that has the matrices.</summary>
    public const string Matrices = "matrices";

    /// <inheritdoc/>
    public int Place => 40;

    /// <inheritdoc/>
    public string Template => "Matrix/matrix";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var matrices = reports.Of<AccessMatrix>();
        return new SectionContent
        {
            Parts = [new(Callers, CallerRecord.From(matrices)), new(Matrices, matrices.Select(MatrixRecord.From).ToArray())],
            Counts = [new("attempts of the access matrix", matrices.Sum(m => m.Verdicts.Count))],
            Elapsed = matrices
                .Where(m => m.KeptAt is null)
                .Select(m => new ElapsedRecord(Text.Stage("access matrix", m.Baseline), (long)m.Elapsed.TotalMilliseconds)),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) => [new("matrix", "Matrix")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { Grid = GridView.From(record) };

    /// <inheritdoc/>
    public IEnumerable<NamedPart> ScriptData(EvidenceRecord record)
    {
        var attempts = AttemptData.From(record);
        return [new(Callers, attempts.Callers), new("texts", attempts.Texts), new(Matrices, attempts.Matrices)];
    }
}
