namespace UsageRls.Verification.Tests.Deployed;

/// <summary>Changes by hand to policies, row level security flags, privileges, functions, roles and their settings.</summary>
internal static class DriftOfAccess
{
    /// <summary>The changes; a test makes each of them separately.</summary>
    public static IReadOnlyList<Drift> All { get; } =
    [
        new(
            "policy dropped",
            "drop policy papers_read on papers",
            "policy papers_read on public.papers is missing: what it allowed is denied"
        ),
        new(
            "restrictive policy dropped",
            "drop policy papers_of_people on papers",
            "policy papers_of_people on public.papers is missing: what it denied is allowed"
        ),
        new(
            "policy widened",
            "alter policy papers_read on papers using (true)",
            "policy papers_read on public.papers differs: as permissive for select to authenticated using (true)"
        ),
        new("policy for another role", "alter policy papers_read on papers to anon, authenticated", "to anon, authenticated using"),
        new(
            "policy added",
            "create policy mine on papers for delete using (true)",
            "policy mine on public.papers is in no migration: it allows more"
        ),
        new("row level security off", "alter table papers disable row level security", "row level security is off on public.papers"),
        new("force off", "alter table papers no force row level security", "row level security is not forced on public.papers"),
        new(
            "grant on a table",
            "grant select on papers to anon",
            "anon may select public.papers: grant not in any migration. So anon may select public.papers"
        ),
        new(
            "grant on a column",
            "grant update (title) on papers to authenticated",
            "authenticated may update public.papers (title): grant not in any migration. So authenticated may update (title) public.papers"
        ),
        new(
            "grant on a function",
            "grant execute on function count_papers(uuid) to anon",
            "anon may execute public.count_papers(uuid): grant not in any migration"
        ),
        new(
            "grant to public",
            "grant select on teams to public",
            "every role may select public.teams: grant not in any migration. So anon and service_role may select public.teams"
        ),
        new("grant on a schema", "grant usage on schema private to anon", "anon may use schema private: grant not in any migration"),
        new(
            "grant taken away",
            "revoke select on papers from authenticated",
            "authenticated may not select public.papers, though a migration grants it. So authenticated may no longer select public.papers"
        ),
        new(
            "grant on a table of the platform",
            "grant select on auth.users to anon",
            "anon may select auth.users: grant not in any migration"
        ),
        new(
            "function replaced",
            """
            create or replace function private.in_team(team uuid) returns boolean language sql stable security definer
              set search_path = '' as 'select true'
            """,
            "function private.in_team(uuid) differs: it says AS $function$select true$function$"
        ),
        new(
            "function runs as its owner",
            "alter function count_papers(uuid) security definer",
            "function public.count_papers(uuid) differs: it says STABLE SECURITY DEFINER"
        ),
        new(
            "search path of a function",
            "alter function private.in_team(uuid) reset search_path",
            "function private.in_team(uuid) differs: it says nothing, the migrations say SET search_path TO ''"
        ),
        new(
            "function of another result",
            """
            drop function count_papers(uuid);
            create function count_papers(team uuid) returns int language sql stable set search_path = ''
              as 'select count(*)::int from public.papers p where p.team_id = team';
            alter function count_papers(uuid) owner to postgres;
            revoke execute on function count_papers(uuid) from public, anon, service_role;
            grant execute on function count_papers(uuid) to authenticated
            """,
            "function public.count_papers(uuid) differs: it says RETURNS integer"
        ),
        new(
            "function of another owner",
            "alter function private.in_team(uuid) owner to supabase_admin",
            "private.in_team(uuid) is owned by supabase_admin"
        ),
        new(
            "default privilege",
            "alter default privileges for role postgres in schema public grant select on tables to anon",
            "select on tables to anon, made by postgres in public: objects created later get this privilege"
        ),
        new(
            "setting of a role",
            "do $$ begin execute format('alter role authenticator in database %I set pgrst.db_pre_request to "
                + "''public.nothing''', current_database()); end $$",
            "setting pgrst.db_pre_request of authenticator is in no migration"
        ),
        new(
            "role made BYPASSRLS",
            "alter role authenticated bypassrls",
            "role authenticated is bypassrls, the migrations say nobypassrls: policies do not apply to it"
        ),
        new(
            "role made a member",
            "grant authenticated to anon",
            "role anon is a member of role authenticated, which no migration grants: it may do what that role may. So anon may"
        ),
        new(
            "role made a member no more",
            "revoke service_role from authenticator",
            "role authenticator is no member of role service_role, though the migrations make it a member"
        ),
        new(
            "role added",
            "create role backdoor login bypassrls in role service_role",
            "login, a member of service_role: policies do not apply to it"
        ),
    ];
}
