using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Deployed;

/// <summary>The comparison of a deployed database with the migrations that were verified.</summary>
/// <param name="Server">The deployed server's version.</param>
/// <param name="Baseline">The grant baseline with the fewest differences from the deployed database.</param>
/// <param name="Differences">The differences that belong to the application.</param>
public sealed record DeployedReport(Version Server, GrantBaseline Baseline, IReadOnlyList<CatalogDifference> Differences)
{
    private const int Told = 40;

    /// <summary>The version of the server on which the migrations were verified.</summary>
    public required Version Verified { get; init; }

    /// <summary>The differences that belong to the platform: they are shown, but do not count as differences of the application.</summary>
    public required IReadOnlyList<CatalogDifference> Platform { get; init; }

    /// <summary>
    /// Objects of the application that two major versions of PostgreSQL only print differently: they do not count as differences.
    /// </summary>
    public IReadOnlyList<CatalogDifference> OfVersion { get; init; } = [];

    /// <summary>For each kind of item, how many items are equal in both catalogs.</summary>
    public required IReadOnlyList<(string Kind, int Number)> Equal { get; init; }

    /// <summary>The deployed database's own history of migrations, compared with the files.</summary>
    public required MigrationHistory History { get; init; }

    /// <summary>The SHA-256 digest of the deployed catalog.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The effect of the differences on access, tested on a clone; null if there are none, or if they were not tested.</summary>
    public TrialReport? Trial { get; init; }

    /// <summary>Whether no difference between the deployed database and the verified migrations belongs to the application.</summary>
    public bool IsWhatWasVerified => Differences.Count == 0;

    /// <summary>The result of the comparison, in a few sentences.</summary>
    public string Summary =>
        (
            IsWhatWasVerified
                ? $"The deployed database is what was verified: {Equal.Sum(e => e.Number)} items of its "
                    + $"catalog are equal ({Word} baseline)."
                : "The deployed database is not what was verified: "
                    + $"{(Differences.Count == 1 ? "1 difference" : $"{Differences.Count} differences")} ({Word} baseline, "
                    + $"which has the fewest), {Equal.Sum(e => e.Number)} items of its catalog are equal."
        )
        + $" {History.Sentence}"
        + (Platform.Count == 0 ? "" : $" {Platform.Count} items of the platform differ from its stand-in, which is no drift.")
        + (
            Server.Major == Verified.Major
                ? ""
                : $" It runs PostgreSQL {Server}, the migrations were verified on {Verified}: {OfVersion.Count} items are "
                    + "the same and only printed differently, which is no drift."
        );

    /// <summary>
    /// Returns the summary, the changes of access, the application's first 40 differences with SQL to undo each, and the causes of the
    /// findings. The report shows the SQL; nothing runs it.
    /// </summary>
    public string Explain() =>
        string.Join(
            "\n\n",
            [
                Summary,
                .. Trial is { Opened.Count: > 0 } opened
                    ? [$"OPENED in the deployed database, tried on a clone:\n{Lines(opened.Opened)}"]
                    : Array.Empty<string>(),
                .. Trial is { Closed.Count: > 0 } closed
                    ? [$"CLOSED in the deployed database, tried on a clone:\n{Lines(closed.Closed)}"]
                    : Array.Empty<string>(),
                .. Differences
                    .Take(Told)
                    .Select(
                        (d, i) =>
                            $"{i + 1}. In the deployed database {d.Sentence}."
                            + $"{(d.Parts.Count == 0 ? "" : $"\n    {DifferenceText.Following(d.Parts.Count)}")}"
                            + $"{(WhyNotTried(d) is { } why ? $"\n    not tried: {why}" : "")}\n    to bring it "
                            + $"back:\n{Lines(d.Repair.Split('\n'))}"
                    ),
                .. Differences.Count > Told ? [$"And {Differences.Count - Told} more: see the evidence."] : Array.Empty<string>(),
                .. Trial is { Findings.Count: > 0 } found ? Cause.From(found.Findings).Select(c => c.Explain()) : [],
            ]
        );

    /// <summary>Returns why a difference could not be applied to the clone; null if it was applied, or if no trial was run.</summary>
    public string? WhyNotTried(CatalogDifference difference)
    {
        if (Trial?.NotTried.FirstOrDefault(n => difference.All.Any(d => d.Item.Key == n.Item.Key)) is not { } part)
            return null;
        return part.Item.Key == difference.Item.Key ? part.Why : $"only its {part.Item.Kind}: {part.Why}";
    }

    private string Word => Baseline.ToString().ToLowerInvariant();

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Select(l => $"      {l}"));
}
