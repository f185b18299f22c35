using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Mutation;

/// <summary>What the project's intent file says of its tables beside <c>usage_events</c> kills the mutants of their policies and grants.</summary>
public sealed class TablesOfTheProject
{
    // The policy of organizations asks org_members, whose own policy shows a caller nobody else's rows: these change nothing.
    private static readonly string[] s_equivalent =
    [
        "dropped where · policy \"Members can view their organizations\" on organizations · using: without WHERE (m.user_id = (SELECT auth.uid() AS uid))",
        "self-compare · policy \"Members can view their organizations\" on organizations · using: m.user_id = (SELECT auth.uid() AS uid): m.user_id = m.user_id",
        "identity · policy \"Members can view their organizations\" on organizations · using: auth.uid() no. 1 to user_metadata, else auth.uid()",
    ];

    [TestCase("organizations")]
    [TestCase("org_members")]
    public async Task Every_mutant_that_changes_anything_is_killed(string table)
    {
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, Baseline.Explicit);
        var intent = IntentFile.Load(ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}"))!;
        var report = await new TableMutation(database, intent, new TableName("public", table)).RunAsync(WorldSeed.Default.Value);
        await TestContext.Out.WriteLineAsync($"{report.Killed} of {report.Valid} in {report.Elapsed.TotalSeconds:F1} s");
        Assert.That(report.NotRun, Is.Empty);
        Assert.That(report.Survivors.Select(s => s.Mutant.Name), table == "organizations" ? Is.EquivalentTo(s_equivalent) : Is.Empty);
        Assert.That(report.Valid, Is.GreaterThanOrEqualTo(20));
    }
}
