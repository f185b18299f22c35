using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.Tests.UsageEvents.Access;
using UsageRls.Verification.Tests.UsageEvents.Bypass;

namespace UsageRls.Verification.Tests.UsageEvents.Tenancy;

/// <summary>
/// Tests that a copy of the project's migrations with renamed tables and columns gets the same verdicts as the original, both unchanged
/// and with the same defect.
/// </summary>
public sealed class RenamedCopies
{
    private const string Folder = "UsageEvents/Access/Broken/";

    // One mistake that the checks find, and one that only attacks on pooled connections find.
    private static readonly string[] s_always = ["insert_author_unchecked", "pooled_user_cached"];

    private static IEnumerable<TestCaseData> Broken =>
        typeof(RenamedCopies)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^4])
            .Order(StringComparer.Ordinal)
            .Select(name => s_always.Contains(name) ? new TestCaseData(name) : new TestCaseData(name).Slow());

    private static IEnumerable<TestCaseData> Weakened =>
        WeakenedPolicies.Changes.Select(c => new TestCaseData(c.Arguments[0]).SetArgDisplayNames(c.ArgDisplayNames!));

    [TestCase(true)]
    [SlowCase(false)]
    public async Task A_renamed_copy_holds_where_the_original_holds(bool isOdd)
    {
        var copy = isOdd ? RenamedCopy.Odd : RenamedCopy.Plain;
        var verdicts = await Task.WhenAll(VerdictAsync(RenamedCopy.Original, ""), VerdictAsync(copy, ""));
        Assert.That(verdicts[1].Failing, Is.Empty);
        Assert.That(verdicts[1].Mutants, Is.EqualTo(verdicts[0].Mutants).And.GreaterThan(50), "as many mutants as in the original");
    }

    [TestCaseSource(nameof(Broken))]
    public async Task A_renamed_copy_fails_as_the_original_does(string mistake)
    {
        // The claims do not test values that a session keeps from one caller to the next; attacks on pooled connections test them.
        Func<RenamedCopy, string, Task<IReadOnlyList<string>>> judge = mistake.StartsWith("pooled", StringComparison.Ordinal)
            ? AttacksAsync
            : FailingAsync;
        var sql =
            Replacing(mistake.StartsWith("insert", StringComparison.Ordinal) ? 'a' : 'r') + EmbeddedSql.Read($"{Folder}{mistake}.sql");
        await AssertSameAsync(judge, sql);
    }

    [Slow, TestCaseSource(nameof(Weakened))]
    public Task A_renamed_copy_with_a_weakened_policy_fails_as_the_original_does(string sql) => AssertSameAsync(FailingAsync, sql);

    [Test]
    public Task A_renamed_copy_with_leaking_views_and_functions_fails_as_the_original_does() =>
        AssertSameAsync(
            ReachedAsync,
            string.Join(";\n", SweepStories.Leaks.Select(l => (string)l.Arguments[1]!).Where(sql => !sql.Contains("create table")))
        );

    private static async Task AssertSameAsync(Func<RenamedCopy, string, Task<IReadOnlyList<string>>> judge, string sql)
    {
        var verdicts = await Task.WhenAll(judge(RenamedCopy.Original, sql), judge(RenamedCopy.Odd, sql));
        Assert.That(verdicts[1], Is.EquivalentTo(verdicts[0]));
        Assert.That(verdicts[0], Is.Not.Empty);
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(RenamedCopy copy, string mistake) =>
        (await VerdictAsync(copy, mistake)).Failing;

    private static async Task<IReadOnlyList<string>> AttacksAsync(RenamedCopy copy, string mistake) =>
        [.. (await IsolationAsync(copy, mistake)).Attacks.Breaches.Where(b => b.Object == Table(copy).ToString()).Select(b => b.Check)];

    private static async Task<IReadOnlyList<string>> ReachedAsync(RenamedCopy copy, string mistake) =>
        [.. (await IsolationAsync(copy, mistake)).Reached.Where(o => o.Breaches.Count > 0).Select(o => o.Object)];

    private static async Task<IsolationReport> IsolationAsync(RenamedCopy copy, string mistake)
    {
        await using var database = await BrokenAsync(copy, mistake);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, Described(copy));
        var schema = await DatabaseSchema.ReadAsync(connection);
        return await IsolationRun.RunAsync(database, application, schema, WorldSeed.Default.Value);
    }

    private static async Task<(IReadOnlyList<string> Failing, int Mutants)> VerdictAsync(RenamedCopy copy, string mistake)
    {
        await using var database = await BrokenAsync(copy, mistake);
        var mutants = 0;
        var run = new TableMutation(database, Described(copy), Table(copy))
        {
            Mutants = _ => mutants++ < 0,
            Claims = c => c.Name != "No other statement path allows more than the intent",
        };
        var report = await run.RunAsync(WorldSeed.Default.Value);
        return (
            [.. report.Claims.SelectMany(c => c.Before).Select(v => v.Replace("Tenant ", "organization ", StringComparison.Ordinal))],
            mutants
        );
    }

    private static TableName Table(RenamedCopy copy) => new("public", copy.Name("usage_events"));

    private static IntentFile Described(RenamedCopy copy)
    {
        var file = IntentFile.Load(ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}"))!;
        return file with
        {
            Tables = [.. file.Tables.Select(t => t with { Table = t.Table with { Name = copy.Name(t.Table.Name) } })],
            // Some mistakes create a table that looks like a membership table, so the intent file names the real membership table.
            Tenancies =
            [
                new TenancyIntent(new("public", copy.Name("organizations")))
                {
                    Members = new("public", copy.Name("org_members")),
                    Tenant = copy.Name("org_id"),
                    User = "user_id",
                    Role = "role",
                },
            ],
        };
    }

    private static async Task<TestDatabase> BrokenAsync(RenamedCopy copy, string mistake)
    {
        var database = await copy.MigratedAsync();
        foreach (var statement in SqlScript.Split(copy.Sql(mistake)))
            await database.ExecuteAsync(statement.Text);
        return database;
    }

    // Drops the policies for a command, which the broken policy then replaces.
    private static string Replacing(char command) =>
        $"""
            do $$ declare name text; begin
              for name in select polname from pg_policy where polrelid = 'public.usage_events'::regclass and polcmd = '{command}' loop
                execute format('drop policy %I on public.usage_events', name);
              end loop;
            end $$;

            """;
}
