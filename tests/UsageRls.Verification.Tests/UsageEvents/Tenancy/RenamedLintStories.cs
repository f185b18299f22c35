using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tests.Lints;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.UsageEvents.Tenancy;

/// <summary>
/// Tests that each broken migration of the lint stories gives the same finding on a renamed copy of the project's migrations.
/// </summary>
[Slow]
public sealed class RenamedLintStories
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _database = await RenamedCopy.Plain.MigratedAsync();
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await RunAsync(connection, "owner", LintStory.SetUp);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [TestCaseSource(nameof(Stories))]
    public async Task A_renamed_copy_has_the_finding_of_the_original(LintStory story)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, story.BrokenBy, story.Broken);
        await LintRun.PrepareAsync(connection, Lint.All);
        var findings = await LintRun.RunAsync(connection, [.. Lint.All.Where(l => l.Id == story.Id)]);
        Assert.That(
            findings.Select(f => (f.Object, f.Severity.ToString().ToLowerInvariant())),
            Has.One.EqualTo((RenamedCopy.Plain.Text(story.Object), story.Severity))
        );
    }

    private static IEnumerable<TestCaseData> Stories() => LintStory.All.Select(s => new TestCaseData(s).SetArgDisplayNames(s.ToString()));

    private async Task RunAsync(NpgsqlConnection connection, string by, string sql)
    {
        var role = by == "administrator" ? "none" : SqlText.Identifier(_database.Owner);
        var renamed = RenamedCopy.Plain.Sql(sql).TrimEnd().TrimEnd(';');
        await using var command = new NpgsqlCommand($"set role {role};\n{renamed};\nreset role;", connection);
        await command.ExecuteNonQueryAsync();
    }
}
