-- The author of the view publishes the rows that their owners have listed, and no others.
create table public.stalls (id uuid primary key, org_id uuid not null references public.organizations (id), title text not null,
  listed boolean not null default false);
create index on public.stalls (org_id);
alter table public.stalls enable row level security;
grant select on public.stalls to authenticated;
create policy own on public.stalls for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create view public.stall_list with (security_barrier = true) as select s.id, s.title from public.stalls s where s.listed and s.title <> '';
create view public.stall_titles as select s.title from public.stalls s where s.listed;
grant select on public.stall_list, public.stall_titles to anon, authenticated
