using NUnit.Framework;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Verification.Tests.UsageEvents.Bypass;

/// <summary>Tests that the attacks on all objects that callers reach find each leaking object, but no repaired object.</summary>
public sealed class SweepStories
{
    private const string Mine = "org_id in (select m.org_id from public.org_members m where m.user_id = auth.uid())";

    /// <summary>Test cases: the leaking object, the SQL that creates it, and the SQL that repairs it.</summary>
    public static IEnumerable<TestCaseData> Leaks =>
        [
            Leak(
                "public.v",
                "create view public.v as select * from public.usage_events; grant select on public.v to authenticated",
                "alter view public.v set (security_invoker = true)"
            ),
            Leak(
                "public.totals",
                "create view public.totals as select org_id, sum(tokens_total) from public.usage_events "
                    + "group by 1; grant select on public.totals to anon",
                "alter view public.totals set (security_invoker = true)"
            ),
            Leak(
                "public.m",
                "create materialized view public.m as select id from public.usage_events; grant select on public.m to authenticated",
                "revoke all on public.m from authenticated, anon"
            ),
            // Without security_barrier, a view's filter protects no rows: a cheap function in the caller's query may run before the filter.
            Leak(
                "public.mine",
                $"create view public.mine as select action from public.usage_events where {Mine}; "
                    + "grant select on public.mine to authenticated",
                "alter view public.mine set (security_barrier = true)"
            ),
            Leak(
                "public.find(uuid)",
                "create function public.find(org uuid) returns setof public.usage_events language sql security definer "
                    + "set search_path = '' as 'select * from public.usage_events where org_id = org'",
                "alter function public.find(uuid) security invoker"
            ),
            Leak(
                "public.total(uuid)",
                "create function public.total(org uuid) returns bigint language sql security definer "
                    + "set search_path = '' as 'select sum(tokens_total) from public.usage_events where org_id = org'",
                "alter function public.total(uuid) security invoker"
            ),
            Leak(
                "public.warn()",
                "create function public.warn() returns void language plpgsql security definer "
                    + "set search_path = '' as 'begin raise exception ''%'', (select max(action) from public.usage_events where "
                    + "created_at < ''2000-01-01''); end'",
                "alter function public.warn() security invoker"
            ),
            Leak(
                "public.act_as(text)",
                "create function public.act_as(claims text) returns void language sql as $$ "
                    + "select set_config('request.jwt.claims', claims, true) $$",
                "revoke execute on function public.act_as(text) from public, anon, authenticated"
            ),
            Leak(
                "public.act(text,text)",
                "create function public.act(name text, value text) returns text language sql as $$ select set_config(name, value, true) $$",
                "drop function public.act(text, text)"
            ),
            Leak(
                "public.log",
                CopyTo("public.log") + "grant select on public.log to authenticated",
                "alter table public.log enable row level security"
            ),
            Leak(
                "public.part",
                "create table public.part () inherits (public.usage_events); "
                    + "create rule move as on insert to public.usage_events do also insert into public.part (org_id, action) "
                    + "values (new.org_id, new.action); grant select on public.part to authenticated",
                "alter table public.part enable row level security"
            ),
            Leak(
                "public.members",
                "create view public.members as select m.org_id, u.email from public.org_members m "
                    + "join auth.users u on u.id = m.user_id; grant select on public.members to authenticated",
                "revoke all on public.members from authenticated, anon"
            ),
        ];

    [Test]
    public Task Leaking_views_and_functions_are_found_and_repaired_ones_are_not() =>
        AssertFoundUntilRepairedAsync([.. Leaks.Where(l => !MakesTable(l))]);

    // Each leaking table is tested in its own database: in one database, one table's trigger or rule would change what the other's writes.
    [TestCaseSource(nameof(LeakingTables))]
    public Task Leaking_tables_are_found_and_repaired_ones_are_not(string @object, string broken, string repaired) =>
        AssertFoundUntilRepairedAsync([new TestCaseData(@object, broken, repaired)]);

    private static IEnumerable<TestCaseData> LeakingTables => Leaks.Where(MakesTable);

    private static bool MakesTable(TestCaseData leak) => leak.Arguments[1] is string sql && sql.Contains("create table");

    private static async Task AssertFoundUntilRepairedAsync(IReadOnlyList<TestCaseData> leaks)
    {
        var objects = leaks.Select(l => (string)l.Arguments[0]!);
        var broken = string.Join("; ", leaks.Select(l => l.Arguments[1]));
        var repaired = string.Join("; ", leaks.Select(l => l.Arguments[2]));
        await using (var database = await Laboratory.AfterAsync(broken))
            Assert.That(await FoundAsync(database), Is.SupersetOf(objects), "broken");
        await using (var database = await Laboratory.AfterAsync($"{broken}; {repaired}"))
            Assert.That((await FoundAsync(database)).Intersect(objects), Is.Empty, "repaired");
    }

    private static async Task<string[]> FoundAsync(Fixtures.Databases.TestDatabase database) =>
        [.. (await ProbeRun.RunAsync(database, id => id == "reachable")).Findings.Select(f => f.Object)];

    private static string CopyTo(string table) =>
        $"create table {table} (line text); create function public.copy_it() returns trigger language plpgsql security definer "
        + $"set search_path = '' as 'begin insert into {table} values (new::text); return new; end'; "
        + "create trigger copy_it after insert on public.usage_events for each row execute function public.copy_it(); ";

    private static TestCaseData Leak(string @object, string broken, string repaired) =>
        new TestCaseData(@object, broken, repaired).SetArgDisplayNames(@object);
}
