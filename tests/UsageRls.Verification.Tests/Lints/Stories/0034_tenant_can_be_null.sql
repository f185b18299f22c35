-- story: an organisation may be left out
-- object: public.invoices.org_id
-- severity: medium
-- broken
alter table public.invoices alter column org_id drop not null

-- story: a tenant's column without a key, by its name
-- object: public.files.workspace_id
-- severity: medium
-- broken
create table public.files (id int primary key, workspace_id uuid);
alter table public.files enable row level security;
create policy seen on public.files for select to authenticated using (workspace_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())))
