using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Targets;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Claims;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>
/// Tests that the suite finds and mutates helper functions that policies call, and that claims notice the defects of these functions,
/// except a change of SECURITY DEFINER to INVOKER.
/// </summary>
public sealed class HelperFunctions
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task MigrateAsync() =>
        _database = await Laboratory.MigratedAsync(
            [
                .. Laboratory.Own.First(2).Migrations,
                Migration.Create("29990101000000_helper_functions.sql", EmbeddedSql.Read("UsageEvents/Mutation/helper_functions.sql")),
            ],
            GrantBaseline.Explicit
        );

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [Test]
    public async Task Helper_functions_and_the_tables_that_they_read_are_mutated()
    {
        var target = await TargetReader.ReadAsync(_database, UsageEventsIntent.Table);
        Assert.Multiple(() =>
        {
            Assert.That(target.Tables.Select(t => t.Name), Is.EqualTo((string[])["usage_events", "org_members"]));
            Assert.That(target.Functions.Select(f => f.Name), Is.EqualTo((string[])["is_mine", "my_organizations"]));
            Assert.That(target.Functions, Has.All.Matches<TargetFunction>(f => f is { Definer: true, Volatile: false, Pinned: true }));
            Assert.That(
                target.Indexes.Single(i => i.Name == "usage_events_org_created_idx").Included,
                Is.EqualTo((string[])["tokens_total"])
            );
            Assert.That(target.Constraints.Select(c => c.Name), Does.Contain("usage_events_tokens_check"));
        });
    }

    [Test]
    public async Task Defects_of_helper_functions_are_noticed_by_claims()
    {
        var report = await new MutationStage(_database.Template, UsageEventsIntent.Own)
        {
            Mutants = m => m.Object.StartsWith("function ", StringComparison.Ordinal),
        }.RunAsync();
        await TestContext.Out.WriteLineAsync(
            string.Join('\n', report.Results.Select(r => $"{r.State}: {r.Mutant.Name}: {r.By}: {r.Because}"))
        );
        Assert.Multiple(() =>
        {
            Assert.That(
                report.Results.Select(r => r.Mutant.Mutator).Distinct(),
                Is.SupersetOf((string[])["function property", "dropped where", "self-compare", "identity", "comparison"])
            );
            Assert.That(report.Count(MutantState.Invalid), Is.Zero);
            // SECURITY DEFINER or INVOKER makes no difference while members may read their own memberships,
            // and only the catalog contract of the project's own migrations states the properties of functions.
            Assert.That(report.Survivors.Select(r => r.Mutant.Change), Is.All.EqualTo("definer to invoker"));
        });
    }
}
