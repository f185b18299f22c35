create view public.paper_titles with (security_invoker = true) as select p.id, p.title from public.papers as p;
revoke all on public.paper_titles from anon, authenticated;
grant select on public.paper_titles to authenticated;
create function private.trim_title() returns trigger language plpgsql set search_path = ''
  as $$ begin new.title := pg_catalog.btrim(new.title); return new; end $$;
revoke execute on function private.trim_title() from public;
create trigger trim_title before insert on public.papers for each row execute function private.trim_title();
create function public.count_papers(team uuid) returns bigint language sql stable set search_path = ''
  as $$ select count(*) from public.papers p where p.team_id = team $$;
revoke execute on function public.count_papers(uuid) from public, anon, authenticated;
grant execute on function public.count_papers(uuid) to authenticated;
