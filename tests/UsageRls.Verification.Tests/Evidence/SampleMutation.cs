using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample results of mutation runs.</summary>
internal static class SampleMutation
{
    /// <summary>A result in which every mutant is killed or accepted as equivalent.</summary>
    public static IReadOnlyList<MutationRecord> Killed { get; } =
    [
        new(
            "legacy",
            $"public.{SampleRun.Table}",
            2,
            2,
            true,
            [new ScoreLine(SampleRun.Hostile, 2, 2)],
            [new ScoreLine("Comparison", 2, 2)],
            [new ClaimScore("Members see their own", "reading", 2, 3, 0)],
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(i => new MutantRecord(
                        MutantState.Killed,
                        "Comparison",
                        $"policy \"{SampleRun.Hostile}\"",
                        $"= to <> ({i})",
                        "alter policy …",
                        "Members see their own",
                        SampleRun.Hostile
                    )),
                new MutantRecord(
                    MutantState.Equivalent,
                    "Comparison",
                    $"policy \"{SampleRun.Hostile}\"",
                    "= to >=",
                    "alter policy …",
                    null,
                    "cannot be told apart"
                ),
            ]
        ),
    ];

    /// <summary>A result with a surviving mutant.</summary>
    public static IReadOnlyList<MutationRecord> Survived { get; } =
    [
        new(
            "legacy",
            $"public.{SampleRun.Table}",
            1,
            2,
            true,
            [],
            [],
            [new ClaimScore("Members see their own", "reading", 1, 2, 1)],
            [
                new MutantRecord(
                    MutantState.Survived,
                    "dropped policy",
                    "policy \"Insert\"",
                    "dropped",
                    $"drop policy \"Insert\" on {SampleRun.Table}",
                    null,
                    "Insert a row."
                ),
                new MutantRecord(
                    MutantState.Killed,
                    "Comparison",
                    $"policy \"{SampleRun.Hostile}\"",
                    "= to <>",
                    "alter policy …",
                    "Members see their own",
                    SampleRun.Hostile
                ),
            ]
        ),
    ];
}
