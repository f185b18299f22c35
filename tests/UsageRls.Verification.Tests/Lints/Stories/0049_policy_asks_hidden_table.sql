-- story: the policy reads a table of which no policy shows users any rows
-- object: public.invoices inv_read
-- severity: medium
-- broken
create table public.teams (org_id uuid, person uuid);
alter table public.teams enable row level security;
grant select on public.teams to authenticated;
alter policy inv_read on public.invoices using (org_id in (select t.org_id from public.teams t where t.person = (select auth.uid())))
-- repaired
create policy own_rows on public.teams for select to authenticated using (person = (select auth.uid()))
