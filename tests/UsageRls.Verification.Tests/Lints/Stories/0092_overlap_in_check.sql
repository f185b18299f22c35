-- story: a report lists organisations, of which one must be the caller's
-- object: public.reports save
-- severity: high
-- broken
create table public.reports (id int primary key, user_id uuid not null, org_ids uuid[] not null);
alter table public.reports enable row level security;
grant select, insert on public.reports to authenticated;
create policy own on public.reports for select to authenticated using (user_id = (select auth.uid()));
create policy save on public.reports for insert to authenticated with check (user_id = (select auth.uid())
  and org_ids && array(select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
insert into public.reports values (1, '00000000-0000-4000-8000-0000000000a1',
  '{00000000-0000-4000-8000-0000000000a0,00000000-0000-4000-8000-0000000000b0}');
select true
-- repaired
alter policy save on public.reports with check (user_id = (select auth.uid())
  and org_ids <@ array(select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: the caller's organisations come from a function
-- object: public.reports save
-- severity: high
-- broken
create function private.my_orgs() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select array_agg(m.org_id) from public.org_members m where m.user_id = auth.uid() $$;
create table public.reports (id int primary key, user_id uuid not null, org_ids uuid[] not null);
alter table public.reports enable row level security;
grant select, insert, update on public.reports to authenticated;
create policy save on public.reports for all to authenticated using (private.my_orgs() && org_ids)
-- repaired
alter policy save on public.reports using (private.my_orgs() && org_ids) with check (org_ids <@ private.my_orgs())
