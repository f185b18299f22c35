using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>A deployed database against what the migrations make. It names neither host nor login.</summary>
/// <param name="IsEqual">Whether nothing of the application differs.</param>
/// <param name="Sentence">The result.</param>
/// <param name="ServerVersion">The deployed server's version.</param>
/// <param name="Baseline">The grants that it is nearer to.</param>
/// <param name="Sha256">The digest of its catalog.</param>
/// <param name="Equal">How many things of each kind are equal.</param>
/// <param name="Differences">Differences of the application.</param>
/// <param name="Opened">Access that the deployed database gives and the migrations do not, tried on a clone.</param>
/// <param name="Closed">Access that the migrations give and the deployed database does not, tried on a clone.</param>
/// <param name="Found">Findings in the deployed database alone.</param>
/// <param name="Platform">Differences of the platform: no drift.</param>
/// <param name="Applied">Migrations that its own history has.</param>
/// <param name="Missing">Migrations that its own history has not.</param>
/// <param name="Unknown">The entries of its migration history without a file.</param>
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

    internal static DeployedRecord Of(DeployedReport report) =>
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

/// <summary>Something that the deployed catalog says otherwise than the migrations.</summary>
/// <param name="Kind">What it is, as <c>policy</c>.</param>
/// <param name="Object">The object that it is about.</param>
/// <param name="Sentence">The difference in terms of access.</param>
/// <param name="Parts">How many differences follow from it.</param>
/// <param name="NotTried">Why it was not tried on a clone; empty if it was.</param>
/// <param name="Repair">SQL that brings the deployed database back; nothing ran it.</param>
public sealed record DeployedDifference(string Kind, string Object, string Sentence, int Parts, string NotTried, string Repair);
