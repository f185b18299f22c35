using System.Globalization;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>The comparison of a deployed database, as the page shows it.</summary>
internal sealed record DeployedView(
    DeployedRecord Record,
    string Tone,
    string ReadAt,
    string Equal,
    IReadOnlyList<DeployedCard> Differences,
    IReadOnlyList<DeployedPart> Access,
    IReadOnlyList<DeployedPart> Found,
    IReadOnlyList<DeployedPart> Others
)
{
    public static DeployedView? From(EvidenceRecord record) =>
        DeployedSection.Find(record) is not { } deployed
            ? null
            : new DeployedView(
                deployed,
                deployed.IsEqual ? "good" : "bad",
                (record.Varying.Parts.Find(DeployedSection.ReadAt) as DateTimeOffset?)?.ToString(
                    "yyyy-MM-dd HH:mm:ss 'UTC'",
                    CultureInfo.InvariantCulture
                ) ?? "",
                string.Join(", ", deployed.Equal.Select(e => $"{e.Of}: {Text.Number(e.Number)}")),
                [.. deployed.Differences.Select(d => new DeployedCard(d, d.Parts == 0 ? "" : DifferenceText.Following(d.Parts)))],
                Filled([
                    new("Access that only the deployed database allows, tested on a clone", deployed.Opened),
                    new("Access that only the migrations allow, tested on a clone", deployed.Closed),
                ]),
                Filled([new("Findings that only the deployed database has", deployed.Found)]),
                Filled([
                    new("Migrations that the history of the deployed database lacks", deployed.Missing),
                    new("Entries in the history of the deployed database without a file", deployed.Unknown),
                    new("Differences in objects of the platform, which are no drift", deployed.Platform),
                ])
            );

    private static IReadOnlyList<DeployedPart> Filled(IEnumerable<DeployedPart> parts) => [.. parts.Where(p => p.Lines.Count > 0)];
}

/// <summary>A difference, and a sentence with the number of differences that follow from it.</summary>
internal sealed record DeployedCard(DeployedDifference Of, string Following);

/// <summary>A list with a title.</summary>
internal sealed record DeployedPart(string Title, IReadOnlyList<string> Lines);
