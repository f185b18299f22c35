using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Where a run leaves its evidence. From the run's start on, what lies there says that the run did not end; at its end
/// each file is replaced in one step, so that nobody ever reads half of one.
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
    public static EvidenceFolder FromEnvironment() => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? System.IO.Path.GetFullPath(folder) : ProjectRoot.At("artifacts/evidence"));

    /// <summary>Writes every face of a record over what is there.</summary>
    /// <param name="record">The record.</param>
    /// <param name="migrations">The migrations, to find the statements that findings are about; null where there are none.</param>
    public void Write(EvidenceRecord record, MigrationSet? migrations)
    {
        Directory.CreateDirectory(Path);
        var locator = new StatementLocator(migrations?.Migrations ?? [], record.Folder);
        var detail = EvidenceJson.Detail(record);
        Replace(Detail, detail);
        Replace(Sarif, SarifLog.Of(record, locator));
        Replace(Summary, SummaryText.Of(record));
        Replace(Html, Page.Of(record, locator));
        // Last, for it vouches for the others.
        Replace(Statement, InTotoStatement.Of(record, detail));
    }

    private void Replace(string file, byte[] content)
    {
        var target = System.IO.Path.Combine(Path, file);
        var beside = $"{target}.{Environment.ProcessId}.new";
        File.WriteAllBytes(beside, content);
        File.Move(beside, target, overwrite: true);
    }
}
