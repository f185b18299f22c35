-- The author may choose any tenant for a folder: only the author can read the folder, and no policy reads its org_id.
create table public.folders (
  id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users, org_id uuid not null
    references public.organizations, name text not null);
create index on public.folders (user_id);
create index on public.folders (org_id);
alter table public.folders enable row level security;
revoke all on public.folders from anon, authenticated;
grant select, insert, update, delete on public.folders to authenticated;
create policy own_folders on public.folders for all to authenticated using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()))
