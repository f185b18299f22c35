-- Captains invite people into a crew. The invited set joined_at in a row that they cannot insert themselves.
create table public.crews (id uuid primary key, title text not null);
create table public.crew_people (crew_id uuid not null references public.crews on delete cascade, user_id uuid not null
  references auth.users on delete cascade, captain boolean not null default false, joined_at timestamptz, primary key (crew_id, user_id));
create index on public.crew_people (user_id);
alter table public.crews enable row level security;
alter table public.crew_people enable row level security;
create function private.captained() returns setof uuid language sql stable security definer set search_path = ''
  as $$ select p.crew_id from public.crew_people p where p.user_id = (select auth.uid()) and p.captain and p.joined_at is not null $$;
grant select on public.crews to authenticated;
grant select, insert (crew_id, user_id), update (joined_at) on public.crew_people to authenticated;
create policy own on public.crew_people for select to authenticated using (user_id = (select auth.uid()));
create policy invite on public.crew_people for insert to authenticated with check (crew_id in (select private.captained()));
create policy accept on public.crew_people for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy crew on public.crews for select to authenticated using (exists (
  select from public.crew_people p where p.crew_id = id and p.user_id = (select auth.uid()) and p.joined_at is not null))
