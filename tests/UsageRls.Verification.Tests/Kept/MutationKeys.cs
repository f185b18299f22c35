using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>Tests which inputs change the key under which a table's mutation report is kept.</summary>
public sealed class MutationKeys
{
    private const string Intent = """
        tables:
          public.boards: { select: members, insert: members, update: members, delete: members }
          public.labels: { select: members, insert: members, update: members, delete: members }
        """;

    private static readonly string s_teams = EmbeddedSql.Read(typeof(MutationKeys).Assembly, "Kept/teams.sql");

    private static readonly Lazy<Task<string>> s_before = new(() => KeyAsync("labels"));

    [Test]
    public async Task The_same_input_gives_the_same_key() => Assert.That(await KeyAsync("labels"), Is.EqualTo(await s_before.Value));

    [TestCase("create policy more on public.boards for select using (false)")]
    [TestCase("create policy more on public.cards for select using (true)")]
    public async Task A_policy_that_the_table_does_not_reach_keeps_its_report(string sql) =>
        Assert.That(await KeyAsync("labels", sql), Is.EqualTo(await s_before.Value));

    [TestCase("create policy more on public.labels for select using (false)")]
    [TestCase("create policy more on public.members for select using (false)")]
    [TestCase("grant select on public.cards to anon")]
    [TestCase("create role more nologin")]
    public async Task What_the_table_reaches_changes_the_key(string sql) =>
        Assert.That(await KeyAsync("labels", sql), Is.Not.EqualTo(await s_before.Value));

    [Test]
    public async Task Other_rows_change_the_key() => Assert.That(await KeyAsync("labels", seed: 2), Is.Not.EqualTo(await s_before.Value));

    [Test]
    public async Task Another_intent_changes_the_key() =>
        Assert.That(
            await KeyAsync("labels", intent: Intent.Replace("delete: members", "delete: nobody", StringComparison.Ordinal)),
            Is.Not.EqualTo(await s_before.Value)
        );

    [Test]
    public async Task Each_table_has_its_key() => Assert.That(await KeyAsync("boards"), Is.Not.EqualTo(await s_before.Value));

    private static async Task<string> KeyAsync(string table, string sql = "", int seed = 1, string intent = Intent)
    {
        var migrations = new MigrationSet("kept", [Migration.Create("1_teams.sql", s_teams), Migration.Create("2_more.sql", sql)]);
        var template = await (await Laboratory.ServerAsync()).TemplateAsync(migrations, GrantBaseline.Explicit);
        await using var database = await template.CloneAsync();
        var read = await TableSql.ReadAsync(database);
        var parsed = IntentFile.Parse(intent);
        var mutation = await new TableMutation(database, parsed, new TableName("public", table)).PrepareAsync(seed);
        return mutation.Key((await RunInputs.ReadAsync(template, parsed.Source, 1, typeof(MutationKeys).Assembly))!, read);
    }
}
