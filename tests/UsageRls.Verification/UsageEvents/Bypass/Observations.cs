using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One observation that an attacker can make, compared between twin worlds.</summary>
/// <param name="Id">The name of the observation, as <c>planner_estimate</c>.</param>
/// <param name="Object">The object that the observation reads or writes.</param>
/// <param name="Tells">The fact that a difference reveals to the attacker, as the end of a sentence.</param>
/// <param name="Remedy">The SQL that prevents the observation, or a comment that says how to keep attackers from making it.</param>
/// <param name="Steps">The statements of the observation.</param>
public sealed record Look(string Id, string Object, string Tells, string Remedy, IReadOnlyList<AttackStatement> Steps)
{
    /// <summary>
    /// High if a request to the HTTP API shows the difference; otherwise the attacker needs SQL of its own or must already know a key.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Medium;

    /// <inheritdoc cref="Reach.Quotable"/>
    public AttackStatement? Quotable { get; init; }
}

/// <summary>The statements that an attacker runs in twin worlds to compare results, error messages and statistics.</summary>
public static class Observations
{
    private const string Table = "public.usage_events";
    private const string NoSql =
        "-- PostgreSQL cannot hide it from who can send SQL of its own; keep database logins from everybody but the platform";
    private const string ByPolicy = "-- decide by the caller's own organisations in the policy's check, before any constraint is looked at";

    // The observations that a request to the HTTP API can make: its rows, their number,
    // or an error of a constraint that shows that the policies let the row pass.
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

    /// <summary>A user who exists in only one of the two worlds.</summary>
    public static User Elsewhere { get; } = new(new("ffffffff-0000-4000-8000-000000000001"), "elsewhere@example.org");

    /// <summary>An organisation that exists in only one of the two worlds.</summary>
    public static Organization Ghost { get; } = new(new("ffffffff-0000-4000-8000-000000000002"), "Ghost", "ghost");

    /// <summary>Returns all observations of one attacker.</summary>
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
            "what the rows of other organisations are",
            $"alter table {Table} enable row level security; -- and, where it is, make its select policies those of one's own "
                + $"organisations",
            $"select * from {Table} order by id",
            $"select count(*) from {Table}"
        );
        yield return Of("row_order", "where rows of other organisations lie between one's own", NoSql, $"select id from {Table}");
        yield return Of(
            "row_address",
            "how many rows others wrote before one's own, by the row's address (ctid)",
            NoSql,
            $"select id, ctid from {Table} order by id"
        );
        yield return Of(
            "row_sample",
            "how many rows there are in all, by how many of one's own a sample of the table holds",
            NoSql,
            $"select id from {Table} tablesample system (50) repeatable (1) order by id",
            $"select id from {Table} tablesample bernoulli (50) repeatable (1) order by id"
        );
        yield return Of(
            "planner_estimate",
            "about how many rows there are, in all or of an organisation whose id one knows",
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
            "about how many rows there are, by the size of the table and its indexes",
            NoSql,
            $"select pg_relation_size('{Table}'), pg_indexes_size('{Table}'), pg_total_relation_size('{Table}')"
        );
        yield return Of(
            "catalog_counts",
            "about how many rows there are, by the catalog's own counts",
            NoSql,
            $"select relname, reltuples, relpages, relallvisible from pg_class where relname ~ "
                + $"'^(usage_events|org_members|organizations)' order by 1"
        );
        yield return Of(
            "activity_counts",
            "how many rows everybody has written, by the server's counters",
            NoSql,
            "select relname, n_tup_ins, n_tup_upd, n_tup_del, n_live_tup from pg_stat_all_tables where schemaname = 'public' order by 1"
        );
        yield return Of(
            "column_statistics",
            "which values are frequent, by the planner's statistics",
            $"alter table {Table} enable row level security;",
            "select tablename, attname, n_distinct, most_common_vals, histogram_bounds from pg_stats where schemaname in "
                + "('public', 'auth') order by 1, 2"
        );
        yield return Of(
            "insert_own",
            "that other rows are there, by what one's own insert answers",
            ByPolicy,
            Insert("", own, "returning tokens_total, action")
        );
        yield return Of("insert_foreign", "whether an organisation is there or what is in it", ByPolicy, Insert("", foreign));
        yield return Of(
            "insert_ghost",
            "whether an organisation exists, by which error an insert into it gives",
            ByPolicy,
            Insert("", $"'{Ghost.Id}', 'suite:twin:insert'")
        );
        yield return Of(
            "insert_by_other",
            "whether a user exists, by which error an insert in its name gives",
            ByPolicy,
            Insert(", user_id", $"{own}, '{Elsewhere.Id}'")
        );
        yield return Of(
            "insert_id",
            "whether an event exists, by which error an insert under its id gives",
            $"revoke insert (id) on {Table} from authenticated;",
            Insert(", id", $"{own}, '{TwinWorlds.Missing.Id}'")
        );
        yield return Of(
            "insert_id_unless",
            "whether an event exists, by whether an insert under its id does anything",
            $"revoke insert (id) on {Table} from authenticated;",
            Insert(", id", $"{own}, '{TwinWorlds.Missing.Id}'", "on conflict do nothing")
        );
        yield return Of(
            "update",
            "that rows of others are there, by what an update answers",
            $"revoke update on {Table} from authenticated;",
            $"update {Table} set action = 'suite:twin:update'"
        );
        yield return Of(
            "update_conflict",
            "whether an event exists, by which error taking its id gives",
            $"revoke update on {Table} from authenticated;",
            $"update {Table} set id = '{TwinWorlds.Missing.Id}' where user_id = auth.uid()"
        );
        yield return Of(
            "delete",
            "that rows of others are there, by what a delete answers",
            $"revoke delete on {Table} from authenticated;",
            $"delete from {Table}"
        );
        yield return Of(
            "lock",
            "that rows of others are there, by what locking them answers",
            $"revoke update on {Table} from authenticated;",
            $"select id from {Table} order by id for update skip locked"
        );
        yield return Of(
            "error_place",
            "what is in other rows, by an error's place or words",
            ByPolicy,
            $"select 1 / (case when org_id = '{Canary.Organization}' then 0 else 1 end) from {Table} where action::text > ''"
        );
        yield return Of(
            "member_list",
            "who is a member of what",
            "alter table public.org_members enable row level security;",
            "select * from public.org_members order by 1, 2"
        );
        yield return Of(
            "join_ghost",
            "whether an organisation or user exists, by which error joining gives",
            "revoke insert on public.org_members from authenticated;",
            $"insert into public.org_members (org_id, user_id) values ('{Ghost.Id}', '{attacker.UserId ?? Elsewhere.Id}')"
        );
        yield return Of(
            "taken_slug",
            "whether an organisation of a name exists, by which error taking the name gives",
            "revoke insert on public.organizations from authenticated;",
            $"insert into public.organizations (name, slug) values ('x', '{Ghost.Slug}')"
        );
    }
}
