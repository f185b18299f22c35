using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// The folder in which a run writes its evidence. When the run starts, the files say that it did not end. When it
/// ends, each file is replaced atomically, so that nobody reads half a file.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class EvidenceFolder(string path)
{
    /// <summary>The variable that names another folder.</summary>
    public const string Variable = "USAGE_RLS_EVIDENCE";

    /// <summary>The page for people.</summary>
    public const string Html = "evidence.html";

    /// <summary>The in-toto statement.</summary>
    public const string Statement = "evidence.json";

    /// <summary>The whole record, which the statement names by digest.</summary>
    public const string Detail = "evidence-detail.json";

    /// <summary>The findings, for code hosts.</summary>
    public const string Sarif = "findings.sarif";

    /// <summary>The summary, for the CI job.</summary>
    public const string Summary = "summary.md";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The folder that <see cref="Variable"/> names, or <c>artifacts/evidence</c> at the project's top.</summary>
    public static EvidenceFolder FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
                ? ProjectRoot.Resolve(folder)
                : ProjectRoot.At("artifacts/evidence")
        );

    /// <summary>Replaces every file of the evidence: all of them, or none if one cannot be written.</summary>
    /// <param name="record">The record.</param>
    /// <param name="migrations">The migrations, to find the statements that findings are about; null if there are none.</param>
    /// <exception cref="EvidenceException">The evidence could not be made, or could not be written.</exception>
    public void Write(EvidenceRecord record, MigrationSet? migrations)
    {
        try
        {
            Replace(Faces(record, migrations));
        }
        catch (Exception fault) when (fault is not EvidenceException)
        {
            throw new EvidenceException(
                $"The evidence of this run could not be written to {Path}: {fault.Message} Without it nothing shows what was "
                    + $"verified, so the run fails. {Variable} names another folder.",
                fault
            );
        }
    }

    private static (string File, byte[] Content)[] Faces(EvidenceRecord record, MigrationSet? migrations)
    {
        var locator = new StatementLocator(migrations?.Migrations ?? [], record.Folder) { Table = UsageEventsIntent.Table.Name };
        var detail = EvidenceJson.Detail(record);
        return
        [
            (Detail, detail),
            (Sarif, SarifLog.Of(record, locator)),
            (Summary, SummaryText.Of(record)),
            (Html, Page.Of(record, locator)),
            // Last, for it vouches for the others.
            (Statement, InTotoStatement.Of(record, detail)),
        ];
    }

    // A disk that is full, or a folder that takes no files, is noticed before any file is replaced.
    private void Replace((string File, byte[] Content)[] faces)
    {
        Directory.CreateDirectory(Path);
        var beside = faces.Select(f => System.IO.Path.Combine(Path, $"{f.File}.{Environment.ProcessId}.new")).ToArray();
        try
        {
            foreach (var (face, file) in faces.Zip(beside))
                File.WriteAllBytes(file, face.Content);
            foreach (var (face, file) in faces.Zip(beside))
                File.Move(file, System.IO.Path.Combine(Path, face.File), overwrite: true);
        }
        catch
        {
            foreach (var file in beside)
                File.Delete(file);
            throw;
        }
    }
}

/// <summary>The evidence of a run could not be written.</summary>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="fault">What was in the way.</param>
public sealed class EvidenceException(string message, Exception fault) : Exception(message, fault);
