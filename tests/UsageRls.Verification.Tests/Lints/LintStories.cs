using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>Each lint comes when the schema is broken its way, names the object, and goes when its remedy, or the like, is applied.</summary>
public sealed class LintStories
{
    private const string Rows = "create table public.notes (id uuid primary key, org_id uuid not null references public.organizations (id), author uuid, body text); "
        + "create index on public.notes (org_id); alter table public.notes enable row level security; ";
    private const string Mine = "org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))";

    private static IEnumerable<TestCaseData> Stories =>
    [
        Story("0001_rls_disabled", "public.notes", $"{Rows} grant select on public.notes to anon; alter table public.notes disable row level security", "alter table public.notes enable row level security"),
        Story("0002_rls_without_policy", "public.notes", $"{Rows} grant select on public.notes to authenticated", $"create policy p on public.notes to authenticated using ({Mine})"),
        Story("0003_policies_without_rls", "public.usage_events", "alter table public.usage_events disable row level security", "alter table public.usage_events enable row level security"),
        Story("0004_owner_not_held", "public.usage_events",
            "alter table public.usage_events no force row level security; create function public.total() returns bigint language sql security definer set search_path = '' as 'select sum(tokens_total) from public.usage_events'; grant execute on function public.total() to authenticated; alter function public.total() owner to :\"owner\"",
            "alter table public.usage_events force row level security"),
        Story("0005_policy_for_public", "public.notes p", $"{Rows} create policy p on public.notes using ({Mine})", "alter policy p on public.notes to authenticated"),
        Story("0006_policy_always_true", "public.usage_events p", "create policy p on public.usage_events for insert to authenticated with check (auth.uid() is not null)", $"alter policy p on public.usage_events with check ({Mine})"),
        Story("0006_policy_always_true", "public.usage_events p", "create policy p on public.usage_events for select to authenticated using (org_id = org_id)", "alter policy p on public.usage_events using (user_id = (select auth.uid()))"),
        Story("0006_policy_always_true", "public.usage_events p", "create policy p on public.usage_events for select to anon using (length(action) >= 0 or tokens_total > 5)", "alter policy p on public.usage_events using (tokens_total > 5)"),
        Story("0006_policy_always_true", "public.notes p", $"{Rows} create policy p on public.notes for select to authenticated using (auth.role() = 'authenticated')", "alter policy p on public.notes using (auth.role() = 'service_role')"),
        Story("0007_missing_with_check", "public.notes p", $"{Rows} create policy p on public.notes for update to authenticated using ({Mine})", $"alter policy p on public.notes with check ({Mine})"),
        Story("0008_policy_on_user_metadata", "public.notes p", $"{Rows} create policy p on public.notes to authenticated using (((select auth.jwt()) -> 'user_metadata' ->> 'org_id')::uuid = org_id)", $"alter policy p on public.notes using ({Mine})"),
        Story("0009_policy_on_role_claim", "public.notes p", $"{Rows} create policy p on public.notes to authenticated using (auth.role() = 'authenticated' and {Mine})", $"alter policy p on public.notes using ({Mine})"),
        Story("0010_policy_call_per_row", "public.notes p", $"{Rows} create policy p on public.notes to authenticated using (author = auth.uid())", "alter policy p on public.notes using (author = (select auth.uid()))"),
        Story("0011_many_permissive_policies", "public.usage_events for select to authenticated", "create policy p on public.usage_events for select to authenticated using (user_id = (select auth.uid()))", "drop policy p on public.usage_events"),
        Story("0012_policy_column_without_index", "public.notes.author", $"{Rows} create policy p on public.notes to authenticated using (author = (select auth.uid()))", "create index on public.notes (author, org_id)"),
        Story("0013_foreign_key_without_index", "public.usage_events usage_events_user_id_fkey", "drop index public.usage_events_user_idx", "create index on public.usage_events (user_id)"),
        Story("0014_search_path_not_pinned", "public.f()", "create function public.f() returns int language sql security definer as 'select 1'", "alter function public.f() set search_path = ''"),
        Story("0015_definer_function_callable", "public.f()", "create function public.f() returns int language sql security definer set search_path = '' as 'select 1'", "revoke execute on function public.f() from public, anon, authenticated"),
        Story("0016_view_with_owners_rights", "public.v", "create view public.v as select * from public.usage_events; grant select on public.v to authenticated", "alter view public.v set (security_invoker = true)"),
        Story("0016_view_with_owners_rights", "public.outer_v", "create view public.v with (security_invoker = true) as select * from public.usage_events; create view public.outer_v as select * from public.v; grant select on public.outer_v to anon", "revoke all on public.outer_v from anon"),
        Story("0017_materialized_view_exposed", "public.m", "create materialized view public.m as select * from public.usage_events; grant select on public.m to authenticated", "revoke all on public.m from authenticated"),
        Story("0018_users_exposed", "public.v", "create view public.v with (security_invoker = true) as select id, email from auth.users; grant select on public.v to authenticated", "revoke all on public.v from authenticated"),
        Story("0019_foreign_table_exposed", "public.f", "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table public.f (id int) server s; grant select on public.f to authenticated", "revoke all on public.f from authenticated"),
        Story("0020_child_table_open", "public.child", $"{Rows} create table public.child () inherits (public.notes); grant select on public.child to authenticated", "alter table public.child enable row level security"),
        Story("0021_rule_on_table", "public.usage_events copy", $"{Rows} create rule copy as on insert to public.usage_events do also insert into public.notes (id, org_id) values (new.id, new.org_id)", "drop rule copy on public.usage_events"),
        Story("0022_rights_past_policies", "public.usage_events", "grant truncate on public.usage_events to anon", "revoke truncate on public.usage_events from anon"),
        Story("0023_right_without_policy", "public.usage_events for authenticated", "grant delete on public.usage_events to authenticated", "revoke delete on public.usage_events from authenticated"),
        Story("0024_policy_without_right", "public.notes p", $"{Rows} create policy p on public.notes for select to authenticated using ({Mine})", "grant select on public.notes to authenticated"),
        Story("0025_service_locked_out", "public.notes", Rows, "grant select on public.notes to service_role"),
        Story("0026_default_privileges", "default privileges of postgres in public on tables", "alter default privileges for role postgres in schema public grant select on tables to anon", "alter default privileges for role postgres in schema public revoke select on tables from anon"),
        Story("0027_sensitive_column", "public.usage_events.api_key", "alter table public.usage_events add column api_key text", "revoke select on public.usage_events from authenticated"),
        Story("0028_extension_in_public", "extension hstore", "create extension hstore schema public", "alter extension hstore set schema extensions"),
        Story("0029_role_above_policies", "role authenticated", "grant service_role to authenticated", "revoke service_role from authenticated"),
        Story("0029_role_above_policies", "role anon", "alter role anon bypassrls", "alter role anon nobypassrls"),
        Story("0030_schema_open_to_create", "schema public", "grant create on schema public to public", "revoke create on schema public from public"),
        Story("0031_leakproof_function", "public.f(text)", "create function public.f(t text) returns boolean language sql leakproof as 'select true'", "alter function public.f(text) not leakproof"),
        Story("0032_definer_trigger", "public.usage_events t",
            "create function public.t() returns trigger language plpgsql security definer set search_path = '' as 'begin return new; end'; create trigger t before insert on public.usage_events for each row execute function public.t()",
            "alter function public.t() security invoker"),
        Story("0033_published_table", "public.usage_events in supabase_realtime", "alter publication supabase_realtime add table public.usage_events", "alter publication supabase_realtime drop table public.usage_events"),
        Story("0034_tenant_can_be_null", "public.notes.org_id", $"{Rows} alter table public.notes alter column org_id drop not null", "alter table public.notes alter column org_id set not null"),
    ];

    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task CloneAsync() => _database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, Baseline.Explicit);

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [TestCaseSource(nameof(Stories))]
    public async Task Come_and_go(string id, string @object, string broken, string repaired)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        async Task RunAsync(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(SqlText.Fill(sql, new Dictionary<string, string?> { ["owner"] = _database.Owner }), connection);
            await command.ExecuteNonQueryAsync();
        }
        async Task<string[]> ObjectsAsync() => [.. (await LintRun.RunAsync(connection, [.. Lint.All.Where(l => l.Id == id)])).Select(f => f.Object)];

        await LintRun.PrepareAsync(connection);
        Assert.That(await ObjectsAsync(), Has.None.EqualTo(@object), "before");
        await RunAsync(broken);
        Assert.That(await ObjectsAsync(), Has.Some.EqualTo(@object), "broken");
        await RunAsync(repaired);
        Assert.That(await ObjectsAsync(), Has.None.EqualTo(@object), "repaired");
    }

    [Test]
    public void Every_lint_has_a_story() =>
        Assert.That(Lint.All.Select(l => l.Id), Is.EquivalentTo(Stories.Select(s => (string)s.Arguments[0]!).Distinct()));

    private static TestCaseData Story(string id, string @object, string broken, string repaired) =>
        new TestCaseData(id, @object, broken, repaired).SetArgDisplayNames($"{id} · {broken[..Math.Min(60, broken.Length)]}");
}
