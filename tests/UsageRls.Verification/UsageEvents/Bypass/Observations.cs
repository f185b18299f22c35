using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One observation that an attacker can make, compared between twin worlds.</summary>
/// <param name="Id">The name of the observation, for example <c>planner_estimate</c>.</param>
/// <param name="Object">The object that the observation reads or writes.</param>
/// <param name="Tells">What the attacker learns from a difference, as the end of a sentence.</param>
/// <param name="Remedy">The SQL that prevents the observation, or a comment that explains how to prevent it.</param>
/// <param name="Steps">The statements of the observation.</param>
public sealed record Look(string Id, string Object, string Tells, string Remedy, IReadOnlyList<AttackStatement> Steps)
{
    /// <summary>
    /// High if a request to the HTTP API shows the difference; medium if the attacker needs SQL of its own, or must already know an event's
    /// id or an organisation's slug.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Medium;

    /// <inheritdoc cref="Reach.Quotable"/>
    public AttackStatement? Quotable { get; init; }
}

/// <summary>The statements that an attacker runs in twin worlds to compare results, error messages and statistics.</summary>
public static class Observations
{
    private const string Table = "public.usage_events";
    private const string NoSql = "-- PostgreSQL cannot hide this from a caller who can send SQL; give database logins to the platform only";
    private const string ByPolicy = "-- check the caller's organisations in WITH CHECK, which PostgreSQL evaluates before constraints";

    // The observations of high severity. A request to the HTTP API can make them: by the returned rows, by the
    // number of rows, or by the error of a constraint, which shows that the policies allowed the new row.
    private static readonly HashSet<string> s_ofTheApi =
    [
        "rows",
        "insert_own",
        "insert_foreign",
        "insert_ghost",
        "insert_by_other",
        "update",
        "delete",
        "member_list",
        "join_ghost",
    ];

    /// <summary>A user who exists in only one of the twin worlds.</summary>
    public static User Elsewhere { get; } = new(new("ffffffff-0000-4000-8000-000000000001"), "elsewhere@example.org");

    /// <summary>An organisation that exists in only one of the twin worlds.</summary>
    public static Organization Ghost { get; } = new(new("ffffffff-0000-4000-8000-000000000002"), "Ghost", "ghost");

    /// <summary>Returns the observations of this class for one attacker.</summary>
    public static IEnumerable<Look> For(Caller attacker)
    {
        Look Of(string id, string tells, string remedy, params string[] sql) =>
            new(id, Table, tells, remedy, [.. sql.Select(s => new AttackStatement(attacker, s))])
            {
                Severity = s_ofTheApi.Contains(id) ? Severity.High : Severity.Medium,
            };
        string Insert(string columns, string values, string more = "") =>
            $"insert into public.usage_events (org_id, action{columns}) values ({values}) {more}";
        var (own, foreign, gina) = (
            $"'{Cast.Home.Id}', 'suite:twin:insert'",
            $"'{Canary.Organization}', 'suite:twin:insert'",
            $"'{Cast.Foreigner.Id}'"
        );

        yield return Of(
            "rows",
            "the content of other organisations' rows",
            $"alter table {Table} enable row level security; -- if enabled, restrict its select policies to the caller's own "
                + $"organisations",
            $"select * from {Table} order by id",
            $"select count(*) from {Table}"
        );
        yield return Of("row_order", "the positions of other organisations' rows among its own rows", NoSql, $"select id from {Table}");
        yield return Of(
            "row_address",
            "how many rows other callers wrote before its own rows, from the row address (ctid)",
            NoSql,
            $"select id, ctid from {Table} order by id"
        );
        yield return Of(
            "row_sample",
            "how many rows the table has, from the number of its own rows in a sample of the table",
            NoSql,
            $"select id from {Table} tablesample system (50) repeatable (1) order by id",
            $"select id from {Table} tablesample bernoulli (50) repeatable (1) order by id"
        );
        yield return Of(
            "planner_estimate",
            "about how many rows the table has, in total or for an organisation with a known id",
            NoSql,
            $"explain select * from {Table}",
            $"explain select * from {Table} where org_id = '{Canary.Organization}'",
            $"explain select * from {Table} where user_id = {gina}"
        );
        yield return Of(
            "executed_plan",
            "how many rows the policies hid",
            NoSql,
            $"explain (analyze, timing off, summary off, costs off, buffers off) select * from {Table}"
        );
        yield return Of(
            "table_size",
            "about how many rows the table has, from the size of the table and its indexes",
            NoSql,
            $"select pg_relation_size('{Table}'), pg_indexes_size('{Table}'), pg_total_relation_size('{Table}')"
        );
        yield return Of(
            "catalog_counts",
            "about how many rows the table has, from the counts in the catalog",
            NoSql,
            $"select relname, reltuples, relpages, relallvisible from pg_class where relname ~ "
                + $"'^(usage_events|org_members|organizations)' order by 1"
        );
        yield return Of(
            "activity_counts",
            "how many rows all callers have written, from the server's statistics",
            NoSql,
            "select relname, n_tup_ins, n_tup_upd, n_tup_del, n_live_tup from pg_stat_all_tables where schemaname = 'public' order by 1"
        );
        yield return Of(
            "column_statistics",
            "which values are frequent, from the planner's statistics",
            $"alter table {Table} enable row level security;",
            "select tablename, attname, n_distinct, most_common_vals, histogram_bounds from pg_stats where schemaname in "
                + "('public', 'auth') order by 1, 2"
        );
        yield return Of(
            "insert_own",
            "that other rows exist, from the result of its own insert",
            ByPolicy,
            Insert("", own, "returning tokens_total, action")
        );
        yield return Of("insert_foreign", "whether an organisation exists, or the content of its rows", ByPolicy, Insert("", foreign));
        yield return Of(
            "insert_ghost",
            "whether an organisation exists, from the error of an insert into it",
            ByPolicy,
            Insert("", $"'{Ghost.Id}', 'suite:twin:insert'")
        );
        yield return Of(
            "insert_by_other",
            "whether a user exists, from the error of an insert with the user as author",
            ByPolicy,
            Insert(", user_id", $"{own}, '{Elsewhere.Id}'")
        );
        yield return Of(
            "insert_id",
            "whether an event exists, from the error of an insert with the event's id",
            $"revoke insert (id) on {Table} from authenticated;",
            Insert(", id", $"{own}, '{TwinWorlds.Missing.Id}'")
        );
        yield return Of(
            "insert_id_unless",
            "whether an event exists, because an insert of the event's id with ON CONFLICT DO NOTHING adds no row",
            $"revoke insert (id) on {Table} from authenticated;",
            Insert(", id", $"{own}, '{TwinWorlds.Missing.Id}'", "on conflict do nothing")
        );
        yield return Of(
            "update",
            "that rows of other callers exist, from the result of an update",
            $"revoke update on {Table} from authenticated;",
            $"update {Table} set action = 'suite:twin:update'"
        );
        yield return Of(
            "update_conflict",
            "whether an event exists, from the error of an update that gives its id to another event",
            $"revoke update on {Table} from authenticated;",
            $"update {Table} set id = '{TwinWorlds.Missing.Id}' where user_id = auth.uid()"
        );
        yield return Of(
            "delete",
            "that rows of other callers exist, from the result of a delete",
            $"revoke delete on {Table} from authenticated;",
            $"delete from {Table}"
        );
        yield return Of(
            "lock",
            "that rows of other callers exist, from the result of locking rows",
            $"revoke update on {Table} from authenticated;",
            $"select id from {Table} order by id for update skip locked"
        );
        yield return Of(
            "error_place",
            "the content of other rows, from an error that a condition raises",
            ByPolicy,
            $"select 1 / (case when org_id = '{Canary.Organization}' then 0 else 1 end) from {Table} where action::text > ''"
        );
        yield return Of(
            "member_list",
            "the memberships of other users",
            "alter table public.org_members enable row level security;",
            "select * from public.org_members order by 1, 2"
        );
        yield return Of(
            "join_ghost",
            "whether an organisation or user exists, from the error of inserting a membership",
            "revoke insert on public.org_members from authenticated;",
            $"insert into public.org_members (org_id, user_id) values ('{Ghost.Id}', '{attacker.UserId ?? Elsewhere.Id}')"
        );
        yield return Of(
            "taken_slug",
            "whether an organisation with a slug exists, from the error of inserting the same slug",
            "revoke insert on public.organizations from authenticated;",
            $"insert into public.organizations (name, slug) values ('x', '{Ghost.Slug}')"
        );
    }
}
