-- Users may add their own membership of any crew, but it does not count before a captain sets a time that this policy keeps empty.
create table public.crews (id uuid primary key, title text not null);
create table public.crew_runners (crew_id uuid not null references public.crews on delete cascade, user_id uuid not null default auth.uid()
  references auth.users on delete cascade, taken_in_at timestamptz, primary key (crew_id, user_id));
create index on public.crew_runners (user_id);
alter table public.crews enable row level security;
alter table public.crew_runners enable row level security;
grant select on public.crews to authenticated;
grant select, insert (crew_id) on public.crew_runners to authenticated;
create policy own on public.crew_runners for select to authenticated using (user_id = (select auth.uid()));
create policy ask on public.crew_runners for insert to authenticated
  with check (user_id = (select auth.uid()) and taken_in_at is null);
create policy crew on public.crews for select to authenticated using (exists (
  select from public.crew_runners c where c.crew_id = id and c.user_id = (select auth.uid()) and c.taken_in_at is not null))
