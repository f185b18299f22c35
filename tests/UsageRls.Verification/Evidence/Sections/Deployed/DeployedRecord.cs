using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>
/// The record's part with the comparison of a deployed database and the migrated database. It contains no host and no login.
/// </summary>
/// <param name="IsEqual">Whether there is no difference that belongs to the application.</param>
/// <param name="Sentence">The result of the comparison, in a few sentences.</param>
/// <param name="ServerVersion">The deployed server's version.</param>
/// <param name="Baseline">The grant baseline with the fewest differences from the deployed database.</param>
/// <param name="Sha256">The SHA-256 digest of the deployed catalog.</param>
/// <param name="Equal">For each kind of item, how many items are equal in both databases.</param>
/// <param name="Differences">The differences that belong to the application.</param>
/// <param name="Opened">Access that the deployed database gives and the migrations do not, tested on a clone.</param>
/// <param name="Closed">Access that the migrations give and the deployed database does not, tested on a clone.</param>
/// <param name="Found">Findings that only the deployed database has.</param>
/// <param name="Platform">The differences that belong to the platform and are no drift: at most 50, then the number of the rest.</param>
/// <param name="Applied">The migrations that the database's own history contains.</param>
/// <param name="Missing">The migrations that the database's own history does not contain.</param>
/// <param name="Unknown">The entries of the database's own history that have no migration file.</param>
public sealed record DeployedRecord(
    bool IsEqual,
    string Sentence,
    string ServerVersion,
    string Baseline,
    string Sha256,
    IReadOnlyList<CountRecord> Equal,
    IReadOnlyList<DeployedDifference> Differences,
    IReadOnlyList<string> Opened,
    IReadOnlyList<string> Closed,
    IReadOnlyList<string> Found,
    IReadOnlyList<string> Platform,
    IReadOnlyList<string> Applied,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unknown
)
{
    private const int Shown = 50;

    internal static DeployedRecord From(DeployedReport report) =>
        new(
            report.IsWhatWasVerified,
            report.Summary,
            report.Server.ToString(),
            report.Baseline.ToString().ToLowerInvariant(),
            report.Sha256,
            [.. report.Equal.Select(e => new CountRecord(e.Kind, e.Number))],
            [
                .. report.Differences.Select(d => new DeployedDifference(
                    d.Item.Kind,
                    d.Item.Object,
                    d.Sentence,
                    d.Parts.Count,
                    report.WhyNotTried(d) ?? "",
                    d.Repair
                )),
            ],
            report.Trial?.Opened ?? [],
            report.Trial?.Closed ?? [],
            [.. (report.Trial?.Findings ?? []).Select(f => $"{f.Severity.ToString().ToLowerInvariant()} {f.Id}, {f.Object}: {f.Sentence}")],
            [
                .. report.Platform.Take(Shown).Select(d => d.Sentence),
                .. report.Platform.Count > Shown ? [$"and {report.Platform.Count - Shown} more"] : Array.Empty<string>(),
            ],
            report.History.Applied,
            report.History.Missing,
            report.History.Unknown
        );
}

/// <summary>An item that differs between the deployed catalog and the catalog that the migrations make.</summary>
/// <param name="Kind">The kind of item, for example <c>policy</c>.</param>
/// <param name="Object">The object that the item is about.</param>
/// <param name="Sentence">The difference, described by its effect on access.</param>
/// <param name="Parts">How many other differences follow from this difference.</param>
/// <param name="NotTried">Why the difference was not applied to the clone; empty if it was applied.</param>
/// <param name="Repair">SQL that would remove the difference from the deployed database; it was not run.</param>
public sealed record DeployedDifference(string Kind, string Object, string Sentence, int Parts, string NotTried, string Repair);
