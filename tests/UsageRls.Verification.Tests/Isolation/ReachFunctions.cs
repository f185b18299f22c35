namespace UsageRls.Verification.Tests.Isolation;

/// <summary>The SQL of the functions and of the view of <see cref="ReachStories"/>; the arguments decide whether they leak.</summary>
internal static class ReachFunctions
{
    public static string NotFound(string name, string value) =>
        $"""
            create function public.{name}(paper uuid) returns text language plpgsql stable security definer set search_path = ''
              as $$ declare answer text; begin
              select {value} into answer from public.papers p where p.id = paper;
              if not found then raise exception 'no such paper'; end if; return answer; end $$;
            {Callable($"public.{name}(uuid)")}
            """;

    public static string RandomKey(string condition) =>
        $"""
            create table drafts (id text primary key default encode(extensions.gen_random_bytes(8), 'hex'),
              team_id uuid not null references teams on delete cascade, line text not null);
            alter table drafts enable row level security;
            revoke all on drafts from anon, authenticated;
            create function public.draft_line(draft_id text) returns text language sql stable security definer set search_path = ''
              as $$ select d.line from public.drafts d where d.id = draft_id and {condition} $$;
            {Callable("public.draft_line(text)")}
            """;

    public static string DoorKey(string condition) =>
        $"""
            create table private.door_keys (team_id uuid primary key references public.teams on delete cascade,
              key text not null unique default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
              cut_at timestamptz not null default now());
            alter table private.door_keys enable row level security;
            create function public.cut_key(p_team uuid) returns text language plpgsql security definer set search_path = ''
              as $$ declare fresh text; begin
              if not {condition} then raise exception 'not a member' using errcode = '42501'; end if;
              delete from private.door_keys k where k.team_id = p_team;
              insert into private.door_keys (team_id) values (p_team) returning key into fresh;
              return fresh; end $$;
            create function public.move_in(p_key text) returns uuid language plpgsql security definer set search_path = ''
              as $$ declare home uuid; begin
              delete from private.door_keys k where k.key = p_key and k.cut_at > now() - interval '3 days'
                returning k.team_id into home;
              if home is null then raise exception 'no such key' using errcode = '42501'; end if;
              insert into public.team_members (team_id, user_id) values (home, auth.uid()) on conflict do nothing;
              return home; end $$;
            {Callable("public.cut_key(uuid), public.move_in(text)")}
            """;

    public static string Search(string condition) =>
        $"""
            create function public.find_papers(query text, filter jsonb default jsonb_build_object(), most int default 10)
              returns setof text language sql stable security definer set search_path = '' as $$
              select p.title from public.papers p, pg_catalog.websearch_to_tsquery('english', query) as q
              where pg_catalog.to_tsvector('english', p.title) @@ q and p.data @> filter and {condition} limit most $$;
            {Callable("public.find_papers(text, jsonb, int)")}
            """;

    public static string Brackets(string condition) =>
        $"""
            create view notices with (security_barrier) as select p.id, p.team_id, p.title from papers p where {condition};
            revoke all on notices from anon, authenticated;
            grant select on notices to authenticated;
            """;

    public static string Argument(string team) =>
        $"""
            create function public.papers_of_day(team_id uuid, day date) returns table (status text, papers bigint)
              language sql stable security definer set search_path = '' as $$
              select p.status, count(*) from public.papers p
              where p.team_id = {team} and p.created_at >= day and p.created_at < day + 1 and exists (select from public.team_members m
                where m.team_id = {team} and m.user_id = (select auth.uid()))
              group by p.status $$;
            {Callable("public.papers_of_day(uuid, date)")}
            """;

    public static string Lists(string comparison) =>
        $"""
            create function public.paper_counts(p_teams uuid[], p_from date, p_to date) returns table (team uuid, papers bigint)
              language plpgsql stable security definer set search_path = '' as $$ begin
              if not p_teams {comparison} array(select m.team_id from public.team_members m where m.user_id = (select auth.uid())) then
                raise exception 'not your teams' using errcode = '42501'; end if;
              return query select p.team_id, count(*) from public.papers p
                where p.team_id = any (p_teams) and p.created_at >= p_from and p.created_at < p_to + 1 group by 1; end $$;
            {Callable("public.paper_counts(uuid[], date, date)")}
            """;

    public static string Document(string team) =>
        $"""
            create function public.paper_command(p_team uuid, p_action text, p_document jsonb) returns int
              language plpgsql security definer set search_path = '' as $$ declare touched int; begin
              if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
              case p_action
                when 'import' then insert into public.papers (team_id, writer, title)
                  select {team}, (select auth.uid()), d.title
                  from jsonb_populate_recordset(null::public.papers, p_document -> 'papers') d;
                when 'touch' then null;
                else raise exception 'no such action' using errcode = '22023';
              end case;
              get diagnostics touched = row_count;
              return touched; end $$;
            {Callable("public.paper_command(uuid, text, jsonb)")}
            """;

    public static string Parts(string condition) =>
        $"""
            create function public.team_report(p_team uuid, p_parts text[] default array['papers']) returns table (part text, line text)
              language sql stable security definer set search_path = '' as $$
              select 'papers', p.title from public.papers p
                where p.team_id = p_team and private.in_team(p.team_id) and 'papers' = any (p_parts)
              union all
              select 'traces', t.what from public.traces t join public.team_members m on {condition}
                where t.team_id = p_team and 'traces' = any (p_parts) $$;
            {Callable("public.team_report(uuid, text[])")}
            """;

    public static string Year(string condition) =>
        $"""
            create table payslips (id uuid primary key default gen_random_uuid(),
              team_id uuid not null references teams on delete cascade,
              employee_id uuid not null references auth.users on delete cascade,
              month date not null check (extract(day from month) = 1), cents int not null default 100000);
            alter table payslips enable row level security;
            revoke all on payslips from anon, authenticated;
            create function public.payslips_of(p_team uuid, p_employee uuid, p_year int default extract(year from current_date)::int)
              returns table (month date, cents int) language plpgsql stable security definer set search_path = '' as $$ begin
              if not private.owns(p_team) then raise exception 'for owners' using errcode = '42501'; end if;
              return query select p.month, p.cents from public.payslips p where p.employee_id = p_employee {condition}
                and p.month >= make_date(p_year, 1, 1) and p.month < make_date(p_year + 1, 1, 1); end $$;
            {Callable("public.payslips_of(uuid, uuid, int)")}
            """;

    public static string Cursor(string refused) =>
        $"""
            create function public.papers_page(p_team uuid default null, p_cursor jsonb default null) returns jsonb
              language plpgsql stable security definer set search_path = '' as $$
            declare team uuid := p_team; until timestamptz := 'infinity'; begin
              if p_cursor is null then
                if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
              else
                team := (p_cursor ->> 'team_id')::uuid;
                until := (p_cursor ->> 'before')::timestamptz;
                if {refused} then raise exception 'not a member' using errcode = '42501'; end if;
              end if;
              return (select jsonb_agg(p.title) from public.papers p where p.team_id = team and p.created_at < until);
            end $$;
            {Callable("public.papers_page(uuid, jsonb)")}
            """;

    public static string Listed(string check) =>
        $"""
            create table tools (id bigint generated always as identity primary key, team_id uuid not null references teams, note text);
            alter table tools enable row level security;
            revoke all on tools from anon, authenticated;
            grant select on tools to authenticated;
            create policy r on tools for select to authenticated using (private.in_team(team_id));
            create function public.take_back(p_tools bigint[], p_note text default null) returns void
              language plpgsql security definer set search_path = '' as $$ begin
              if not coalesce({check}, false) then raise exception 'not your tools' using errcode = '42501'; end if;
              update public.tools set note = p_note where id = any (p_tools); end $$;
            {Callable("public.take_back(bigint[], text)")}
            """;

    public static string Filter(string name, string condition) =>
        $"""
            create function public.{name}(p_team uuid, p_filter jsonb default jsonb_build_object(), p_most int default 20)
              returns setof text language plpgsql stable security definer set search_path = '' as $$
            declare
              query text := 'select p.title from public.papers p where p.team_id = $1';
              field record;
            begin
              if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
              for field in select f.key, f.value from jsonb_each_text(p_filter) f loop
                query := query || format({condition}, field.key, field.value);
              end loop;
              return query execute query || ' order by 1 limit $2' using p_team, p_most;
            end $$;
            {Callable($"public.{name}(uuid, jsonb, int)")}
            """;

    public static string Column(string name) =>
        $"""
            create function public.papers_with(p_team uuid, p_column text, p_value text) returns setof text
              language plpgsql stable security definer set search_path = '' as $$ begin
              if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
              return query execute format('select p.title from public.papers p where (p.team_id = $1 and {name} = %L)', p_column, p_value)
                using p_team; end $$;
            {Callable("public.papers_with(uuid, text, text)")}
            """;

    private static string Callable(string functions) =>
        $"revoke all on function {functions} from public, anon; grant execute on function {functions} to authenticated";
}
