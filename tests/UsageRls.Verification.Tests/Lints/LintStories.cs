using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>
/// Tests each lint by its stories: the lint names the story's object while the schema is broken, but not before and not after the repair.
/// If the story has an attack, the attack succeeds only while the schema is broken.
/// </summary>
public sealed class LintStories
{
    // The role and claims of each attacker. Ann is a member of organisation A; Eve is a member of no organisation.
    private static readonly Dictionary<string, (string Role, string Claims)> s_callers = new()
    {
        ["anon"] = ("anon", """{"role": "anon"}"""),
        ["anon without claims"] = ("anon", ""),
        ["ann"] = ("authenticated", Claims("a1")),
        ["administrator"] = ("none", ""),
        ["eve"] = ("authenticated", Claims("e1")),
        ["eve, who calls herself an administrator"] = (
            "authenticated",
            Claims("e1", """{"role": "admin", "org": "00000000-0000-4000-8000-0000000000b0"}""")
        ),
    };

    private TestDatabase _database = null!;
    private IReadOnlyList<Finding> _before = [];
    private string _refusal = "no row";

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await RunAsync(connection, "owner", LintStory.SetUp);
        await using var transaction = await connection.BeginTransactionAsync();
        _before = await FindAsync(connection);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [TestCaseSource(nameof(Stories))]
    public async Task Findings_come_with_the_defect_and_go_with_the_repair(LintStory story)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        Assert.That(
            _before.Where(f => f.Id == FindingKind.Id(FindingKind.Lint, story.Id)).Select(f => f.Object),
            Has.None.EqualTo(story.Object),
            "the objects that the lint names before the defect"
        );
        Assert.That(await AttackAsync(connection, story), Is.Not.True, "the attack succeeds before the defect");

        await RunAsync(connection, story.BrokenBy, story.Broken);
        var findings = await FindAsync(connection, story.Id);
        Assert.That(findings.Select(f => f.Object), Has.One.EqualTo(story.Object), "the objects that the lint names");
        var finding = findings.Single(f => f.Object == story.Object);
        Assert.That(finding.Severity.ToString().ToLowerInvariant(), Is.EqualTo(story.Severity), finding.Sentence);
        Assert.That(await AttackAsync(connection, story), Is.Not.False, () => $"the attack fails on the broken schema: {_refusal}");

        // A remedy that is complete SQL must be run by a story of its lint; any other remedy contains a placeholder <…> or is a comment.
        if (LintStory.All.Where(s => s.Id == story.Id).All(s => s.Repaired is not null))
            Assert.That(finding.Remedy, Does.Contain("<").Or.StartsWith("-- "), "no story runs this remedy");
        await RunAsync(connection, story.BrokenBy, story.Repaired ?? finding.Remedy);
        Assert.That((await FindAsync(connection, story.Id)).Select(f => f.Object), Has.None.EqualTo(story.Object), "after the repair");
        Assert.That(await AttackAsync(connection, story), Is.Not.True, "the attack succeeds after the repair");
    }

    [Test]
    public void Every_lint_has_a_story() =>
        Assert.That(LintStory.All.Select(s => s.Id).Distinct(), Is.EquivalentTo(Lint.All.Select(l => l.Id)));

    // The first two stories of a lint always run; the others show further spellings of the same defect.
    private static IEnumerable<TestCaseData> Stories() =>
        from lint in LintStory.All.GroupBy(s => s.Id)
        from story in lint.Index()
        let data = new TestCaseData(story.Item).SetArgDisplayNames(story.Item.ToString())
        select story.Index < 2 ? data : data.Slow();

    private static string Claims(string user, string metadata = "{}") =>
        $$"""
            {"sub": "00000000-0000-4000-8000-0000000000{{user}}", "role": "authenticated", "email": "{{user}}@made-up.invalid",
             "user_metadata": {{metadata}}, "app_metadata": {} }
            """;

    private static async Task<IReadOnlyList<Finding>> FindAsync(NpgsqlConnection connection, string? id = null)
    {
        await ExecuteAsync(connection, "savepoint lints");
        Lint[] lints = [.. Lint.All.Where(l => id is null || l.Id == id)];
        await LintRun.PrepareAsync(connection, lints);
        var findings = await LintRun.RunAsync(connection, lints);
        await ExecuteAsync(connection, "rollback to savepoint lints");
        return findings;
    }

    /// <summary>Returns whether the attack succeeds; null if the story has no attack.</summary>
    private async Task<bool?> AttackAsync(NpgsqlConnection connection, LintStory story)
    {
        if (story.Attack is null)
            return null;
        var (role, claims) = s_callers[story.AttackedBy!];
        _refusal = "no row";
        await ExecuteAsync(connection, "savepoint attack");
        try
        {
            await ExecuteAsync(
                connection,
                $"set local session authorization {(role == "none" ? "default" : SqlText.Identifier(role))}; "
                    + $"select set_config('request.jwt.claims', {SqlText.Literal(claims)}, true)"
            );
            await using var command = new NpgsqlCommand(story.Attack, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var last = false;
            do
            {
                while (await reader.ReadAsync())
                    last = reader.FieldCount > 0 && reader.GetValue(0) is true;
            } while (await reader.NextResultAsync());
            return last;
        }
        catch (PostgresException fault)
        {
            _refusal = fault.MessageText;
            return false;
        }
        finally
        {
            await ExecuteAsync(connection, "rollback to savepoint attack");
        }
    }

    private async Task RunAsync(NpgsqlConnection connection, string by, string sql)
    {
        var role = by == "administrator" ? "none" : SqlText.Identifier(_database.Owner);
        await ExecuteAsync(connection, $"set role {role};\n{sql.TrimEnd().TrimEnd(';')};\nreset role;");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
