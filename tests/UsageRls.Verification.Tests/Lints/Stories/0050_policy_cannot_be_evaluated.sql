-- story: EXECUTE on a helper is revoked
-- object: public.invoices for authenticated
-- severity: high
-- broken
create function private.my_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select m.org_id from public.org_members m where m.user_id = auth.uid() $$;
revoke all on function private.my_orgs() from public, authenticated;
alter policy inv_read on public.invoices using (org_id in (select private.my_orgs()))
-- repaired
grant execute on function private.my_orgs() to authenticated

-- story: a policy reads auth.users
-- object: public.invoices for authenticated
-- severity: high
-- broken
alter policy inv_read on public.invoices using (exists (select from auth.users u where u.id = (select auth.uid())
  and u.email = invoices.status))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a policy reads its own table
-- object: public.folders for authenticated
-- severity: high
-- broken
create table public.folders (id int primary key, parent int);
alter table public.folders enable row level security;
grant select on public.folders to authenticated;
create policy tree on public.folders for select to authenticated using (id in (select c.parent from public.folders c))
-- repaired
alter policy tree on public.folders using (parent is null)
