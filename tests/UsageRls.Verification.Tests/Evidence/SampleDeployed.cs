using UsageRls.Verification.Evidence.Sections.Deployed;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample records of the comparison of a deployed database with the migrations.</summary>
internal static class SampleDeployed
{
    /// <summary>A record without differences in the application's objects.</summary>
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

    /// <summary>A record with a grant that no migration makes.</summary>
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
