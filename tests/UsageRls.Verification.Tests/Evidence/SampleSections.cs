using UsageRls.Verification.Evidence;
using UsageRls.Verification.Evidence.Sections.Catalog;
using UsageRls.Verification.Evidence.Sections.Deployed;
using UsageRls.Verification.Evidence.Sections.Matrix;
using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.Evidence.Sections.Plans;
using UsageRls.Verification.Evidence.Sections.SmallWorlds;
using UsageRls.Verification.Evidence.Sections.Timeline;
using UsageRls.Verification.Evidence.Sections.Verified;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample data for the sections of the evidence that store data in the record under a name of their own.</summary>
internal static class SampleSections
{
    /// <summary>Returns the record with the data of all these sections.</summary>
    public static EvidenceRecord AddTo(EvidenceRecord record, int attempts) =>
        (record with { Varying = record.Varying.With(MutationSection.Times, s_times).With(PlansSection.Pages, s_pages) })
            .With("exhaustive", s_proofs)
            .With("smallWorlds", s_worlds)
            .With(CatalogSection.Catalog, s_catalog)
            .With(VerifiedSection.StandInCalls, s_calls)
            .With(MatrixSection.Callers, SampleMatrix.Callers().ToArray())
            .With(MatrixSection.Matrices, SampleMatrix.All(attempts, wrong: 0))
            .With(TimelineSection.Timeline, SampleMatrix.Timeline)
            .With(MutationSection.Mutation, SampleMutation.Killed)
            .With(PlansSection.Plans, SamplePlans.All)
            .With(DeployedSection.Deployed, SampleDeployed.Equal);

    private static readonly double[][] s_times =
    [
        [1, 2.5, 1_234],
    ];

    private static readonly PagesRecord[] s_pages = [new(18, 17)];

    private static readonly string[] s_calls = [$"trigger \"{SampleRun.Hostile}\" of public.a calls net.http_post"];

    private static readonly ProofRecord[] s_proofs =
    [
        new(
            "legacy",
            1_305,
            268_522,
            0,
            ["5 each alone: 1 organisation x 1 person"],
            ["select 1 allowed, 2 denied"],
            "Covers much; does not cover all.",
            null
        ),
    ];

    private static readonly string[] s_worlds = ["small worlds of public.teams: 76 of 76, 15 histories, 5,324 statements"];

    private static readonly CatalogFacts[] s_catalog =
    [
        new(
            "legacy",
            [new PolicyFact(SampleRun.Hostile, "select", "permissive", "authenticated", "true", null)],
            [new GrantFact("authenticated", "select")],
            [new IndexFact($"{SampleRun.Table}_tokens_idx", "btree (tokens)")],
            ["row level security is on"]
        ),
    ];
}
