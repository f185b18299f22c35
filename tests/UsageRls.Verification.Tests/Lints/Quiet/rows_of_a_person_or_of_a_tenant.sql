create table public.events (id uuid primary key, org_id uuid references public.organizations (id), user_id uuid not null
  references auth.users (id));
create index on public.events (org_id);
create index on public.events (user_id);
alter table public.events enable row level security;
grant select, insert on public.events to authenticated;
create policy seen on public.events for select to authenticated using (case
  when org_id is null then user_id = (select auth.uid())
  else org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())) end);
create policy recorded on public.events for insert to authenticated
  with check (user_id = (select auth.uid()) and (org_id is null or org_id in (select m.org_id from public.org_members m
    where m.user_id = (select auth.uid()))))
