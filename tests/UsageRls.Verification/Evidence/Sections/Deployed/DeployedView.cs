using System.Globalization;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>The deployed database on the page.</summary>
internal sealed record DeployedView(DeployedRecord Record, string Tone, string ReadAt, string Equal, IReadOnlyList<DeployedPart> Parts)
{
    public static DeployedView? Of(EvidenceRecord record) =>
        record.Deployed is not { } deployed
            ? null
            : new DeployedView(
                deployed,
                deployed.IsEqual ? "good" : "bad",
                record.Varying.DeployedReadAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "",
                string.Join(", ", deployed.Equal.Select(e => $"{Text.Number(e.Number)} x {e.Of}")),
                [
                    .. (
                        (DeployedPart[])
                            [
                                new("Opened in the deployed database: tried on a clone", deployed.Opened),
                                new("Closed in the deployed database: tried on a clone", deployed.Closed),
                                new("What the checks find in it and not after the migrations", deployed.Found),
                                new("Migrations that its own history has not", deployed.Missing),
                                new("What its own history has and no file is", deployed.Unknown),
                                new("Of the platform: other than its stand-in, and no drift", deployed.Platform),
                            ]
                    ).Where(p => p.Lines.Count > 0),
                ]
            );
}

/// <summary>A list with a title.</summary>
internal sealed record DeployedPart(string Title, IReadOnlyList<string> Lines);
