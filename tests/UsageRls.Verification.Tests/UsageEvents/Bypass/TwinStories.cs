using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Verification.Tests.UsageEvents.Bypass;

/// <summary>
/// Tests that each side channel is found after a migration opens it, and that, on the project's own migrations, only side channels that
/// PostgreSQL cannot close are found.
/// </summary>
public sealed class TwinStories
{
    private const string Mine = "org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))";
    private static readonly string[] s_unclosable =
    [
        "planner_estimate",
        "executed_plan",
        "table_size",
        "catalog_counts",
        "activity_counts",
        "row_order",
        "row_address",
        "row_sample",
    ];

    private static IEnumerable<TestCaseData> Channels =>
        [
            Opened(
                "row level security off",
                "alter table public.usage_events disable row level security; grant update, delete on public.usage_events to authenticated",
                "rows",
                "column_statistics",
                "update",
                "delete",
                "lock",
                "error_place",
                "reachable"
            ),
            Opened(
                "the task's insert check",
                "drop policy \"Members can record their own usage\" on public.usage_events; "
                    + "create policy p on public.usage_events for insert to authenticated with check (auth.uid() is not null)",
                "insert_ghost"
            ),
            Opened(
                "an insert check without the author",
                "drop policy \"Members can record their own usage\" on public.usage_events; "
                    + $"create policy p on public.usage_events for insert to authenticated with check ({Mine})",
                "insert_by_other"
            ),
            Opened("a client's own ids", "grant insert on public.usage_events to authenticated", "insert_id", "insert_id_unless"),
            Opened(
                "updates of one's own rows",
                "grant update on public.usage_events to authenticated; create policy p on public.usage_events "
                    + $"for update to authenticated using ({Mine})",
                "update_conflict"
            ),
            Opened(
                "a trigger that counts",
                "create function public.counts() returns trigger language plpgsql security definer "
                    + "set search_path = '' as 'begin new.tokens_output := (select count(*) from public.usage_events); return new; "
                    + "end'; create trigger t before insert on public.usage_events for each row execute function public.counts()",
                "insert_own"
            ),
            Opened(
                "a limit over all tenants",
                "create function public.limits() returns trigger language plpgsql security definer "
                    + "set search_path = '' as 'begin if auth.uid() is not null and (select count(*) from public.usage_events) > 100 "
                    + "then raise exception ''limit''; end if; return new; end'; "
                    + "create trigger t before insert on public.usage_events for each row execute function public.limits()",
                "insert_own",
                "insert_foreign"
            ),
            Opened(
                "memberships for everybody",
                "create policy p on public.org_members for select to authenticated using (true)",
                "member_list",
                "reachable"
            ),
            Opened(
                "joining by oneself",
                "grant insert on public.org_members to authenticated; create policy p on public.org_members for "
                    + "insert to authenticated with check (user_id = (select auth.uid()))",
                "join_ghost"
            ),
            Opened(
                "creating organisations",
                "grant insert on public.organizations to authenticated; create policy p on public.organizations "
                    + "for insert to authenticated with check (true)",
                "taken_slug"
            ),
            Opened(
                "a function that counts",
                "create function public.how_many() returns bigint language sql security definer "
                    + "set search_path = '' as 'select count(*) from public.usage_events'",
                "reachable"
            ),
        ];

    [Test]
    public async Task On_the_projects_own_migrations_only_side_channels_that_cannot_be_closed_are_found([Values] GrantBaseline baseline) =>
        Assert.That(await FoundAsync("select 1", baseline), Is.EquivalentTo(s_unclosable));

    [TestCaseSource(nameof(Channels))]
    public async Task Side_channels_are_found_where_they_are_opened(string sql, string[] channels) =>
        Assert.That((await FoundAsync(sql, GrantBaseline.Explicit)).Except(s_unclosable), Is.SupersetOf(channels));

    [Test]
    public void Every_comparison_of_the_twin_worlds_has_a_story() =>
        Assert.That(
            Observations.For(Canary.Attackers[0]).Select(l => l.Id).Distinct().Except(s_unclosable),
            Is.EquivalentTo(Channels.SelectMany(c => (string[])c.Arguments[1]!).Distinct().Except(["reachable"]))
        );

    // Other tenants' rows may change the order in which a hash aggregate returns groups; this difference reveals nothing. The platform's
    // functions in the schema auth return only the caller's identity, even if row level security is disabled.
    [Test]
    public async Task The_order_of_a_callers_own_groups_and_the_platforms_functions_are_not_reported()
    {
        const string view =
            "create view public.sums with (security_invoker = true) as select action, sum(tokens_total) "
            + "from public.usage_events group by 1; grant select on public.sums to authenticated; "
            + "create view public.days with (security_invoker = true) as select (created_at at time zone 'UTC')::date as day, count(*) "
            + "from public.usage_events group by 1; grant select on public.days to authenticated;";
        Assert.That(
            (await FindingsAsync(view, GrantBaseline.Explicit)).Select(f => f.Object),
            Has.None.EqualTo("public.sums").And.None.EqualTo("public.days")
        );
        Assert.That(
            (await FindingsAsync("alter table public.usage_events disable row level security", GrantBaseline.Explicit)).Select(f =>
                f.Object
            ),
            Has.None.StartsWith("auth.")
        );
    }

    private static async Task<string[]> FoundAsync(string sql, GrantBaseline baseline) =>
        [.. (await FindingsAsync(sql, baseline)).Select(f => f.Id["side-channel/".Length..]).Distinct()];

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(string sql, GrantBaseline baseline)
    {
        var server = await Laboratory.ServerAsync();
        var template = await server.TemplateAsync(
            new MigrationSet("laboratory", [.. Laboratory.Own.Migrations, Migration.Create("29990101000000_open_it.sql", sql)]),
            baseline
        );
        return (await TwinWorlds.RunAsync(template)).Findings;
    }

    private static TestCaseData Opened(string name, string sql, params string[] channels) =>
        new TestCaseData(sql, channels).SetArgDisplayNames(name);
}
