-- story: the next table will be granted to anon
-- object: default privileges of postgres in public on tables
-- severity: note
-- broken
alter default privileges for role postgres in schema public grant select on tables to anon
-- attack as administrator
set local role postgres;
create table public.next_table (id int);
set local role anon;
select count(*) = 0 from public.next_table

-- story: everybody may execute the next function
-- object: functions that lint_owner creates
-- severity: note
-- broken as administrator
create role lint_owner;
grant create, usage on schema public to lint_owner;
create function public.first() returns int language sql set search_path = pg_catalog, pg_temp as 'select 1';
alter function public.first() owner to lint_owner
-- attack as administrator
set local role lint_owner;
create function public.next() returns int language sql as 'select 1';
set local role anon;
select has_function_privilege('anon', 'public.next()', 'execute')
