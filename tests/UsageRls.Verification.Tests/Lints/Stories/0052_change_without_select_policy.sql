-- story: users may delete rows that no policy lets them select
-- object: public.jobs clear
-- severity: medium
-- broken
create table public.jobs (id int primary key, org_id uuid not null);
alter table public.jobs enable row level security;
grant delete on public.jobs to authenticated;
create policy clear on public.jobs for delete to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
