using UsageRls.Verification.Evidence.Sections.Deployed;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>A deployed database against the migrations.</summary>
internal static class SampleDeployed
{
    /// <summary>Nothing of the application differs.</summary>
    public static DeployedRecord Equal { get; } =
        new(
            true,
            "The deployed database is what was verified.",
            "17.6",
            "explicit",
            SampleRun.Migrations[1].Sha256,
            [new("policy", 3), new("table privilege", 2)],
            [],
            [],
            [],
            [],
            [SampleRun.Hostile],
            [SampleRun.First],
            [],
            []
        );

    /// <summary>A grant that no migration makes.</summary>
    public static DeployedRecord Differs { get; } =
        new(
            false,
            "The deployed database is not what was verified.",
            "17.6",
            "explicit",
            SampleRun.Migrations[1].Sha256,
            [new("policy", 3)],
            [
                new(
                    "table privilege",
                    $"public.{SampleRun.Table}",
                    $"anon may select public.{SampleRun.Table}, by no migration {SampleRun.Hostile}",
                    2,
                    SampleRun.Hostile,
                    $"revoke select on table public.{SampleRun.Table} from anon; -- {SampleRun.Hostile}"
                ),
            ],
            [$"{SampleRun.Hostile} can select rows"],
            [$"{SampleRun.Hostile} cannot insert rows"],
            [$"critical isolation/select: {SampleRun.Hostile}"],
            [SampleRun.Hostile],
            [SampleRun.First],
            [SampleRun.Second],
            [SampleRun.Hostile]
        );
}
