using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// The folder into which a run writes its evidence. At its start, the run writes files that describe an interrupted run. At its end, the
/// run replaces each file atomically, so that nobody reads an incomplete file.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class EvidenceFolder(string path)
{
    /// <summary>The environment variable that names another folder for the evidence.</summary>
    public const string Variable = "USAGE_RLS_EVIDENCE";

    /// <summary>The file name of the HTML page.</summary>
    public const string Html = "evidence.html";

    /// <summary>The file name of the in-toto statement.</summary>
    public const string Statement = "evidence.json";

    /// <summary>The file name of the whole record as JSON; the in-toto statement names the digest of this file.</summary>
    public const string Detail = "evidence-detail.json";

    /// <summary>The file name of the findings in SARIF, which code hosts read.</summary>
    public const string Sarif = "findings.sarif";

    /// <summary>The file name of the summary for the CI job.</summary>
    public const string Summary = "summary.md";

    /// <summary>The folder's path.</summary>
    public string Path { get; } = path;

    /// <summary>Returns the folder that <see cref="Variable"/> names, or <c>artifacts/evidence</c> at the top of the project.</summary>
    public static EvidenceFolder FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
                ? ProjectRoot.Resolve(folder)
                : ProjectRoot.At("artifacts/evidence")
        );

    /// <summary>Replaces all files of the evidence, or none if a new file cannot be written.</summary>
    /// <param name="record">The record.</param>
    /// <param name="migrations">The migrations, to locate findings in their statements; null if there are no migrations.</param>
    /// <exception cref="EvidenceException">The evidence could not be rendered or written.</exception>
    public void Write(EvidenceRecord record, MigrationSet? migrations)
    {
        try
        {
            Replace(Faces(record, migrations));
        }
        catch (Exception fault) when (fault is not EvidenceException)
        {
            throw new EvidenceException(
                $"The evidence of this run could not be written to {Path}: {fault.Message} Without evidence, nothing proves what was "
                    + $"verified, so the run fails. To write it elsewhere, set {Variable} to another folder.",
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
            (Sarif, SarifLog.Render(record, locator)),
            (Summary, SummaryText.Render(record)),
            (Html, Page.Render(record, locator)),
            // The in-toto statement is last, because it contains the digest of the detail file.
            (Statement, InTotoStatement.Render(record, detail)),
        ];
    }

    // Writes all files under temporary names first, so that a full disk or a read-only folder causes an error before any file is replaced.
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

/// <summary>Thrown if the evidence of a run cannot be rendered or written.</summary>
/// <param name="message">The reason, the folder, and how to write to another folder.</param>
/// <param name="fault">The original error.</param>
public sealed class EvidenceException(string message, Exception fault) : Exception(message, fault);
