using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>Tests which tables get another digest after a change of SQL, so that their kept outcomes are not used.</summary>
public sealed class TableSqlStories
{
    private const string All = "all";

    private static readonly string s_tables = EmbeddedSql.Read(typeof(TableSqlStories).Assembly, "Kept/team_notes.sql");

    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> s_before = new(() => ReadAsync(""));

    [TestCase("lonely", "lonely", TestName = "A_policy_changes_its_table_alone")]
    [TestCase(
        "notes",
        "digests dynamic notes parts",
        TestName = "A_policy_changes_the_tables_whose_policies_read_its_table_or_a_view_of_it"
    )]
    [TestCase("members", "digests dynamic members notes parts", TestName = "A_policy_changes_the_tables_that_read_its_table_in_a_function")]
    [TestCase("logs", "dynamic logs notes", TestName = "A_policy_changes_the_table_whose_trigger_writes_its_table")]
    [TestCase("files", "dynamic files notes", TestName = "A_policy_changes_the_table_whose_deletions_cascade_to_its_table")]
    [TestCase("words", "dynamic entries words", TestName = "A_policy_changes_the_table_whose_domain_reads_its_table")]
    [TestCase("papers", "dynamic papers reviews", TestName = "A_forced_policy_changes_the_tables_with_a_foreign_key_to_its_table")]
    [TestCase("\"Odd \"\"names\"\"\"", "Odd \"names\" dynamic odd_readers", TestName = "A_quoted_name_is_found")]
    public async Task Policies_change_the_tables_that_reach_them(string table, string changed)
    {
        var sql = $"set lock_timeout = '2s'; create policy one_more on public.{table} for select using (false)";
        var expected = changed.Replace("Odd \"names\"", "Odd", StringComparison.Ordinal).Split(' ');
        var names = (await ChangedAsync(sql)).Select(n => n.Split(' ')[0]);
        // The policy of `dynamic` calls a function that runs text as SQL, so a change of any policy changes the digest of this table.
        Assert.That(names, Is.EquivalentTo(expected.Append("dynamic").Distinct()));
    }

    [TestCase("alter policy of_members on public.notes to authenticated")]
    [TestCase("drop policy of_members on public.notes")]
    public async Task A_policy_may_change_in_other_ways(string sql) =>
        Assert.That(await ChangedAsync(sql), Is.EquivalentTo(["digests", "dynamic", "notes", "parts"]));

    [TestCase("grant select on public.lonely to anon")]
    [TestCase("grant update (id) on public.lonely to anon")]
    [TestCase("revoke usage on schema public from anon")]
    [TestCase("alter default privileges grant select on tables to anon")]
    [TestCase("alter table public.lonely enable row level security")]
    [TestCase("create or replace function private.is_word(given text) returns boolean language sql stable as 'select true'")]
    [TestCase("alter function private.is_word(text) security definer")]
    [TestCase("create trigger more after update on public.notes for each row execute function private.log()")]
    [TestCase("alter table public.notes disable trigger log")]
    [TestCase("create or replace view public.open_notes as select id from public.notes where team_id > 0")]
    [TestCase("create table public.more (id int references public.notes on delete cascade)")]
    [TestCase("alter table public.lonely add check (id > 0)")]
    [TestCase("alter table public.lonely alter column id set default 7")]
    [TestCase("alter domain public.known_word add check (value <> '')")]
    [TestCase("create type public.kind as enum ('a', 'b')")]
    [TestCase("create index on public.notes (team_id)")]
    [TestCase("insert into public.words values ('one')")]
    [TestCase("create role editors nologin; grant editors to authenticated")]
    [TestCase("alter role authenticated set statement_timeout = '3s'")]
    [TestCase("comment on policy of_members on public.notes is 'stand-in'")]
    [TestCase("create policy more on public.lonely using (true); grant select on public.lonely to anon")]
    public async Task Every_other_change_changes_all_tables(string sql) =>
        Assert.That(await ChangedAsync(sql), Is.EquivalentTo((await s_before.Value).Keys));

    [TestCase("do $$ declare p record; begin for p in select * from pg_policies loop null; end loop; end $$")]
    [TestCase("create function private.f() returns event_trigger language plpgsql as 'begin null; end'")]
    [TestCase(
        "create function private.same(a int, b text) returns boolean language sql as 'select true'; "
            + "create operator public.=== (leftarg = int, rightarg = text, function = private.same)"
    )]
    public async Task A_policy_changes_all_tables_if_the_texts_do_not_show_what_it_decides(string sql)
    {
        var before = await ReadAsync(sql);
        var after = await ReadAsync(sql, "create policy one_more on public.lonely using (false)");
        Assert.That(after.Keys.Where(t => after[t] == before[t]), Is.Empty);
    }

    [Test]
    public async Task The_grant_baseline_changes_all_tables()
    {
        var legacy = await ReadAsync("", baseline: GrantBaseline.Legacy);
        Assert.That(legacy.Where(t => t.Value == s_before.Value.Result[t.Key]), Is.Empty);
    }

    [Test]
    public async Task A_statement_reaches_the_tables_that_it_names()
    {
        const string more = "create policy one_more on public.lonely using (false)";
        Assert.That(await OfAsync("", "select from teams"), Is.EqualTo(await OfAsync(more, "select from teams")));
        Assert.That(await OfAsync("", "select from LONELY"), Is.Not.EqualTo(await OfAsync(more, "select from LONELY")));

        async Task<string> OfAsync(string sql, string statement)
        {
            await using var database = await MigratedAsync(["", sql], GrantBaseline.Explicit);
            return (await TableSql.ReadAsync(database)).Of(new("public", "teams"), [statement], []);
        }
    }

    private static async Task<IEnumerable<string>> ChangedAsync(string sql)
    {
        var (before, after) = (await s_before.Value, await ReadAsync("", sql));
        return before.Keys.Where(t => after[t] != before[t]);
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        string sql,
        string more = "",
        GrantBaseline baseline = GrantBaseline.Explicit
    )
    {
        await using var database = await MigratedAsync([sql, more], baseline);
        var read = await TableSql.ReadAsync(database);
        await using var connection = await database.Connections.OpenConnectionAsync();
        return (await DatabaseSchema.ReadAsync(connection))
            .Tables.Values.Where(t => t.Name.Schema == "public" && t.Name.Name != "more")
            .ToDictionary(t => t.Name.Name, t => read.Of(t.Name, [], []), StringComparer.Ordinal);
    }

    private static async Task<TestDatabase> MigratedAsync(string[] more, GrantBaseline baseline)
    {
        Migration[] files =
        [
            Migration.Create("1_notes.sql", s_tables),
            .. more.Select((sql, i) => Migration.Create($"{i + 2}_more.sql", sql)),
        ];
        var template = await (await Laboratory.ServerAsync()).TemplateAsync(new MigrationSet("kept", files), baseline);
        return await template.CloneAsync();
    }
}
