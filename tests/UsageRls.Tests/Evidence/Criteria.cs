using UsageRls.Tests.TypeScript;
using UsageRls.Tests.UsageEvents;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>TASK-1-07's acceptance criteria, in its words, and the checks that show each.</summary>
public static class Criteria
{
    public static IReadOnlyList<Criterion> All { get; } =
    [
        Of("usage_events table created", typeof(Schema), typeof(FirstMigration)),
        Of("Indexes for common queries (org_id, created_at)", typeof(Schema), typeof(Plans)),
        Of(
            "RLS policies for tenant isolation",
            typeof(Isolation),
            typeof(Access),
            typeof(Matrix),
            typeof(SmallWorlds),
            typeof(LargeWorlds),
            typeof(SignedOff),
            typeof(Mutation),
            typeof(Probes),
            typeof(TwinWorlds),
            typeof(Lints)
        ),
        Of("Support for token counts and metadata", typeof(Schema), typeof(Integrity), typeof(ExistingRows)),
        Of("TypeScript types generated", typeof(TypeScriptTypes)),
        Of("Migration follows naming convention", typeof(MigrationFiles)),
    ];

    private static Criterion Of(string text, params Type[] groups) => new(text, [.. groups.Select(g => Results.GroupOf(g.FullName!))]);
}
