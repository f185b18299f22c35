using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>
/// Tests that the claims from the project's intent file kill all mutants of <c>organizations</c> and <c>org_members</c>.
/// </summary>
public sealed class TablesOfTheProject
{
    [TestCase("organizations")]
    [TestCase("org_members")]
    public async Task Every_mutant_is_killed(string table)
    {
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        var intent = IntentFile.Load(ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}"))!;
        var report = await new TableMutation(database, intent, new TableName("public", table)).RunAsync(WorldSeed.Default.Value);
        await TestContext.Out.WriteLineAsync($"{report.Killed} of {report.Valid} in {report.Elapsed.TotalSeconds:F1} s");
        Assert.That(report.NotRun, Is.Empty);
        Assert.That(report.Survivors.Select(s => s.Mutant.Name), Is.Empty);
        Assert.That(report.Valid, Is.GreaterThanOrEqualTo(20));
    }
}
