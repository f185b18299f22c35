using UsageRls.Verification.Evidence;
using UsageRls.Verification.Evidence.Sections.Catalog;
using UsageRls.Verification.Evidence.Sections.SmallWorlds;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>The parts of the record that sections bring themselves.</summary>
internal static class SampleSections
{
    /// <summary>The same record with all of them.</summary>
    public static EvidenceRecord AddTo(EvidenceRecord record) =>
        record.With("exhaustive", s_proofs).With("smallWorlds", s_worlds).With(CatalogSection.Catalog, s_catalog);

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
