using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>
/// Attacks that read the stream of changes instead of running a query. Supabase Realtime, outside the database, reads a publication. For
/// each subscriber it checks, with the subscriber's role and claims, whether the policies let the subscriber read the changed row; the
/// probe <c>published_rows</c> repeats this check.
/// </summary>
/// <remarks>
/// Source: Supabase documentation, "Postgres Changes", on row level security; PostgreSQL documentation, "Logical Decoding".
/// </remarks>
internal static class Streams
{
    private const string Table = "public.usage_events";
    private const string Publish = "create publication usage_rls_door for table public.usage_events";
    private const string Unpublish = "alter publication <the publication> drop table public.usage_events;";

    public static IReadOnlyList<Probe> All => [PublishedRows, PublishedDeletions, PublishedOldRows, ChangeStream];

    private static Probe PublishedRows =>
        new(
            "published_rows",
            Severity.Critical,
            Table,
            "Subscribers to a publication get events of another organisation.",
            $"alter table public.usage_events enable row level security; -- or {Unpublish}"
        )
        {
            Attacks =
            [
                [
                    new(
                        null,
                        "create temp table sent as select id from public.usage_events "
                            + $"where {IsPublished("pubinsert or p.pubupdate")}; grant select on sent to public"
                    ),
                    new(Canary.Member, "select 'recorded: ' || e from public.usage_events e where e.id in (select id from pg_temp.sent)"),
                ],
            ],
            Door =
                $"grant select on public.usage_events to authenticated, anon; alter table public.usage_events disable row level "
                + $"security; {Publish}",
            NeedsSuperuser = true,
        };

    // When a deletion is broadcast, the deleted row no longer exists, so no policy can be checked for any subscriber: Realtime sends the
    // row's key unchecked.
    private static Probe PublishedDeletions =>
        new(
            "published_deletions",
            Severity.Low, // the key is a uuid, which reveals nothing
            Table,
            "When an event is deleted, subscribers of every organisation get its key, because policies cannot check a deleted row.",
            Unpublish
        )
        {
            Attacks =
            [
                [
                    new(
                        null,
                        "create temp table sent (id uuid); with gone as (delete from public.usage_events returning id) "
                            + $"insert into sent select id from gone where {IsPublished("pubdelete")}; grant select on sent to public"
                    ),
                    new(Canary.Member, "select 'deleted: ' || id from pg_temp.sent"),
                ],
            ],
            Door = Publish,
            NeedsSuperuser = true,
        };

    // With REPLICA IDENTITY FULL the stream carries the whole old row, and every reader of the publication receives it.
    private static Probe PublishedOldRows =>
        new(
            "published_old_rows",
            Severity.High,
            Table,
            "When an event is changed or deleted, the whole old row is published, and policies cannot check this row.",
            $"alter table {Table} replica identity default; -- or {Unpublish}"
        )
        {
            Attacks =
            [
                [
                    new(
                        null,
                        $"create temp table sent as select id from {Table} where {IsPublished("pubupdate or p.pubdelete")} "
                            + "and (select c.relreplident = 'f' from pg_catalog.pg_class c "
                            + $"where c.oid = '{Table}'::pg_catalog.regclass); grant select on sent to public"
                    ),
                    new(Canary.Member, "select 'sent: ' || id from pg_temp.sent"),
                ],
            ],
            Leak = seen => seen.Lines.FirstOrDefault(line => line.StartsWith("sent: ", StringComparison.Ordinal)),
            Door = $"alter table {Table} replica identity full; {Publish}",
            NeedsSuperuser = true,
        };

    // Without the attribute REPLICATION the statement fails with 42501; any other result means that the role may read the stream.
    private static Probe ChangeStream =>
        new(
            "change_stream",
            Severity.Critical,
            Table,
            "The role authenticated may read the replication stream with changes of every tenant, to which policies do not apply.",
            "alter role authenticated noreplication;"
        )
        {
            Attacks =
            [
                [
                    new(Canary.Member, "select pg_catalog.pg_create_logical_replication_slot('usage_rls_probe', 'pgoutput', true)")
                    {
                        IsLogin = true,
                    },
                ],
            ],
            Door = "alter role authenticated replication",
            Leak = seen => seen.Error == Npgsql.PostgresErrorCodes.InsufficientPrivilege ? null : string.Join("; ", seen.Lines),
            NeedsSuperuser = true,
        };

    // A publication may name tables or schemas, or may include all tables.
    private static string IsPublished(string what) =>
        $"exists (select from pg_catalog.pg_publication p cross join lateral pg_catalog.pg_get_publication_tables(p.pubname) as "
        + $"t where t.relid = 'public.usage_events'::pg_catalog.regclass and (p.{what}))";
}
