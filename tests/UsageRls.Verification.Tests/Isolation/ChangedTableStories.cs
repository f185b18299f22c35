using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Isolation.Timeline;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests which tables a run verifies first: those whose access may have changed since an earlier run verified them.</summary>
public sealed class ChangedTableStories
{
    private const string Tables = """
        create schema private;
        create function private.is_open() returns boolean language sql stable as 'select true';
        create table albums (id int primary key);
        create table books (id int primary key);
        create table cards (id int primary key);
        alter table albums enable row level security;
        alter table books enable row level security;
        create policy by_function on books using (private.is_open());
        """;

    private readonly string _file = Path.Combine(Scratch.Folder("verified tables").FullName, "verified.tsv");

    [OneTimeSetUp]
    public async Task VerifyAsync()
    {
        var changed = await ReadAsync("");
        Assert.That(changed.Names.Select(n => n.Name), Is.SupersetOf(["albums", "books", "cards"]), "a first run knows no verified table");
        changed.Keep(changed.Names);
    }

    [TestCase("", "", TestName = "Nothing_is_verified_first_where_nothing_changed")]
    [TestCase("create index on albums (id); comment on table books is 'words'", "", TestName = "An_index_or_a_comment_changes_no_access")]
    [TestCase("create policy more on albums using (true)", "albums", TestName = "A_policy_changes_its_table_alone")]
    [TestCase(
        "create or replace function private.is_open() returns boolean language sql stable as 'select false'",
        "books",
        TestName = "A_function_changes_the_tables_whose_policies_call_it"
    )]
    [TestCase("grant select on cards to anon", "cards", TestName = "A_grant_changes_its_table")]
    [TestCase("create table desks (id int primary key)", "desks", TestName = "A_new_table_is_verified_first")]
    public async Task Only_tables_with_changed_access_are_verified_first(string sql, string expected) =>
        Assert.That(string.Join(", ", (await ReadAsync(sql)).Names.Select(n => n.Name)), Is.EqualTo(expected));

    [Test]
    public async Task Every_table_counts_as_changed_for_another_intent_or_engine() =>
        Assert.That((await ReadAsync("", "another")).Names.Select(n => n.Name), Is.SupersetOf(["albums", "books", "cards"]));

    [Test]
    public async Task Tables_that_a_run_could_not_verify_stay_changed()
    {
        var file = Path.Combine(Scratch.Folder("verified tables").FullName, "verified.tsv");
        var first = await ReadAsync("", "", file);
        first.Keep(first.Names.Where(n => n != new TableName("public", "books")));
        Assert.That((await ReadAsync("", "", file)).Names, Is.EquivalentTo([new TableName("public", "books")]));
    }

    private async Task<ChangedTables> ReadAsync(string sql, string version = "1", string? file = null)
    {
        var migrations = new MigrationSet("changed", [Migration.Of("1_tables.sql", Tables), Migration.Of("2_change.sql", sql)]);
        var template = await (await Laboratory.ServerAsync()).TemplateAsync(migrations, GrantBaseline.Explicit);
        await using var database = await template.CloneAsync();
        return await ChangedTables.ReadAsync(database, file ?? _file, version);
    }
}
