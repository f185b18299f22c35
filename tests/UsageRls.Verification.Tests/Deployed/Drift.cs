using NUnit.Framework;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>A change that somebody made to a deployed database by hand, and what has to be said of it.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Sql">How.</param>
/// <param name="Said">Words of the sentence that says it.</param>
internal sealed record Drift(string Name, string Sql, string Said)
{
    /// <summary>One of each kind.</summary>
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
            "policy papers_of_people on public.papers is missing: what it held back is open"
        ),
        new(
            "policy widened",
            "alter policy papers_read on papers using (true)",
            "policy papers_read on public.papers is another: as permissive for select to authenticated using (true)"
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
        new("grant on a schema", "grant usage on schema private to anon", "anon may usage schema private: grant not in any migration"),
        new(
            "grant taken away",
            "revoke select on papers from authenticated",
            "authenticated may not select public.papers, though a migration grants it. So no more may authenticated select public.papers"
        ),
        new(
            "grant on a table of the platform",
            "grant select on auth.users to anon",
            "anon may select auth.users: grant not in any migration"
        ),
        new(
            "function replaced",
            """
            create or replace function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = '' as 'select true'
            """,
            "function private.in_team(uuid) is another: it says AS $function$select true$function$"
        ),
        new(
            "function runs as its owner",
            "alter function count_papers(uuid) security definer",
            "function public.count_papers(uuid) is another: it says STABLE SECURITY DEFINER"
        ),
        new(
            "function of another owner",
            "alter function private.in_team(uuid) owner to supabase_admin",
            "private.in_team(uuid) is owned by supabase_admin"
        ),
        new(
            "view without invoker",
            "alter view paper_titles reset (security_invoker)",
            "view public.paper_titles reads with its owner's privileges"
        ),
        new(
            "view replaced",
            "create or replace view paper_titles with (security_invoker = true) as select p.id, upper(p.title) as title from papers as p",
            "view public.paper_titles asks something else"
        ),
        new("migration missing", "drop table paper_notes", "table public.paper_notes is missing. So no more may authenticated select"),
        new(
            "table added",
            "create table drafts (id int primary key, team_id uuid references teams); grant select on drafts to anon",
            "table public.drafts is in no migration. So anon may select public.drafts"
        ),
        new("column added", "alter table papers add secret text", "column public.papers.secret is in no migration"),
        new(
            "column of another type",
            "alter table paper_notes alter line type varchar(300)",
            "column public.paper_notes.line is character varying(300)"
        ),
        new("default changed", "alter table papers alter writer drop default", "default public.papers.writer is missing"),
        new(
            "constraint dropped",
            "alter table papers drop constraint papers_title_check",
            "constraint public.papers CHECK ((length(title) < 200)) is missing"
        ),
        new("index dropped", "drop index papers_team_idx", "index public.papers btree (team_id) is missing"),
        new("trigger disabled", "alter table papers disable trigger trim_title", "trigger trim_title on public.papers is"),
        new(
            "default privilege",
            "alter default privileges for role postgres in schema public grant select on tables to anon",
            "select on tables to anon, made by postgres in public: what is made next is open by it"
        ),
        new(
            "table published",
            "alter publication supabase_realtime add table papers",
            "public.papers by supabase_realtime is published, by no migration"
        ),
        new("extension added", "create extension hstore with schema extensions", "extension hstore is in no migration"),
        new(
            "setting of a role",
            "do $$ begin execute format('alter role authenticator in database %I set pgrst.db_pre_request to ''public.nothing''', current_database()); end $$",
            "setting pgrst.db_pre_request of authenticator is in no migration"
        ),
        new(
            "role made BYPASSRLS",
            "alter role authenticated bypassrls",
            "role authenticated is bypassrls, the migrations say nobypassrls: no policy holds it back"
        ),
        new(
            "role made a member",
            "grant authenticated to anon",
            "role anon is a member of role authenticated, by no migration: it may do what that role may. So anon may"
        ),
        new("role added", "create role backdoor login bypassrls in role service_role", "role backdoor is in no migration"),
    ];

    /// <summary>What takes back, by other means than the report's own SQL, what belongs to the whole server.</summary>
    public static string Undo => "alter role authenticated nobypassrls; revoke authenticated from anon; drop role if exists backdoor";

    public TestCaseData Case => new TestCaseData(this).SetArgDisplayNames(Name);

    public override string ToString() => Name;
}
