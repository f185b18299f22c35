-- none of: 0085_policy_asks_nobody
-- The default of the helper's second argument is the caller.
create table public.remarks (id int primary key, org_id uuid not null references public.organizations on delete cascade);
create index on public.remarks (org_id);
alter table public.remarks enable row level security;
grant select on public.remarks to authenticated;
create function private.works_at(org uuid, person uuid default auth.uid()) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select exists (select from public.org_members m where m.org_id = org and m.user_id = person) $$;
create policy read on public.remarks for select to authenticated using (private.works_at(org_id))
