namespace UsageRls.Verification.Tests.Deployed;

/// <summary>Changes by hand to tables, views, columns, constraints, indexes, triggers, rules, publications and extensions.</summary>
internal static class DriftOfStructure
{
    /// <summary>The changes; a test makes each of them separately.</summary>
    public static IReadOnlyList<Drift> All { get; } =
    [
        new(
            "view without invoker",
            "alter view paper_titles reset (security_invoker)",
            "view public.paper_titles reads with its owner's privileges"
        ),
        new(
            "view replaced",
            "create or replace view paper_titles with (security_invoker = true) as select p.id, upper(p.title) as title from papers as p",
            "view public.paper_titles has another query"
        ),
        new(
            "view with a column more",
            "create or replace view paper_titles with (security_invoker = true) as select p.id, p.title, p.writer from papers as p",
            "view public.paper_titles has another query"
        ),
        new(
            "view added",
            "create view all_papers as select * from papers; grant select on all_papers to anon",
            "view public.all_papers is in no migration. So anon may select public.all_papers"
        ),
        new("migration missing", "drop table paper_notes", "table public.paper_notes is missing. So authenticated may no longer select"),
        new(
            "table added",
            "create table drafts (id int primary key, team_id uuid references teams); grant select on drafts to anon",
            "table public.drafts is in no migration. So anon may select public.drafts"
        ),
        new("column added", "alter table papers add secret text", "column public.papers.secret is in no migration"),
        new("serial column added", "alter table papers add number serial", "column public.papers.number is in no migration"),
        new("column missing", "alter table papers drop column state", "column public.papers.state is missing"),
        new("not null dropped", "alter table papers alter title drop not null", "not null public.papers.title is missing"),
        new("table unlogged", "alter table paper_notes set unlogged", "table public.paper_notes is unlogged table"),
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
        new(
            "trigger on a table of the platform",
            "create trigger hook before insert on auth.users for each row execute function private.trim_title()",
            "trigger hook on auth.users is in no migration"
        ),
        new("trigger dropped", "drop trigger trim_title on papers", "trigger trim_title on public.papers is missing"),
        new(
            "trigger on every database statement",
            """
            create function private.on_ddl() returns event_trigger language plpgsql as 'begin end';
            create event trigger on_ddl on ddl_command_end when tag in ('CREATE TABLE') execute function private.on_ddl()
            """,
            "event trigger on_ddl is in no migration"
        ),
        new("rule added", "create rule quiet as on delete to papers do instead nothing", "rule quiet on public.papers is in no migration"),
        new("trigger disabled", "alter table papers disable trigger trim_title", "trigger trim_title on public.papers is"),
        new(
            "table published",
            "alter publication supabase_realtime add table papers",
            "public.papers by supabase_realtime is published, though by no migration"
        ),
        new(
            "publication of less",
            "alter publication supabase_realtime set (publish = 'insert')",
            "publication supabase_realtime is publish = 'insert'"
        ),
        new("extension added", "create extension hstore with schema extensions", "extension hstore is in no migration"),
    ];
}
