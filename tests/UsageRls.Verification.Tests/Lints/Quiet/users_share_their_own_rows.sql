-- none of: 0048_deciding_column_writable
-- A user lets another user read, and perhaps write, their own notes; a row of the table gives access to nobody else's notes.
create table public.notes (id uuid primary key default gen_random_uuid(), owner_id uuid not null references auth.users (id), body text);
create table public.shares (
  share_no bigint generated always as identity primary key,
  giver uuid not null default auth.uid() references auth.users (id),
  helper uuid not null references auth.users (id),
  may_write boolean not null default false,
  check (giver <> helper)
);
create index on public.notes (owner_id);
create index on public.shares (giver);
create index on public.shares (helper);
alter table public.notes enable row level security;
alter table public.shares enable row level security;
grant select, insert, update on public.notes, public.shares to authenticated;
create function private.writes_for() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select s.giver from public.shares s where s.helper = (select auth.uid()) and s.may_write $$;
create policy either on public.shares for select to authenticated using ((select auth.uid()) in (giver, helper));
create policy given on public.shares for insert to authenticated with check (giver = (select auth.uid()));
create policy changed on public.shares for update to authenticated using (giver = (select auth.uid()));
create policy own on public.notes for all to authenticated using (owner_id = (select auth.uid()));
create policy helped on public.notes for update to authenticated using (owner_id in (select private.writes_for()))
