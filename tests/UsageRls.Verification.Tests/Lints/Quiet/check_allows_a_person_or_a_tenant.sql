-- A stranger may name itself beside any organisation as far as the policy decides, but the check constraint refuses such a row.
create table public.slips (id uuid primary key, owner_id uuid references auth.users (id), org_id uuid references public.organizations (id),
  check (num_nonnulls(owner_id, org_id) = 1));
create index on public.slips (owner_id);
create index on public.slips (org_id);
alter table public.slips enable row level security;
grant select, insert on public.slips to authenticated;
create policy own on public.slips for select to authenticated using (owner_id = (select auth.uid())
  or org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create policy write on public.slips for insert to authenticated with check (owner_id = (select auth.uid())
  or org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
