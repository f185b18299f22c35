-- story: a member of two organisations moves an invoice
-- object: public.invoices.org_id
-- severity: medium
-- broken
insert into public.org_members (org_id, user_id) values ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000a1');
grant update on public.invoices to authenticated;
create policy change on public.invoices for update to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
with moved as (update public.invoices set org_id = '00000000-0000-4000-8000-0000000000b0'
  where org_id <> '00000000-0000-4000-8000-0000000000b0' returning 1) select count(*) > 0 from moved

-- story: users move rows that only they can read
-- object: public.drafts.org_id
-- severity: low
-- broken
create table public.drafts (id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations,
  owner_id uuid not null default auth.uid() references auth.users, line text);
alter table public.drafts enable row level security;
revoke all on public.drafts from anon, authenticated;
grant select, insert, update on public.drafts to authenticated;
create policy own on public.drafts for all to authenticated using (owner_id = (select auth.uid())
  and org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- repaired
revoke update on public.drafts from authenticated; grant update (line) on public.drafts to authenticated

-- story: users move their own charges to another organisation
-- object: public.charges.org_id
-- severity: medium
-- broken
create table public.charges (id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations,
  owner_id uuid not null default auth.uid() references auth.users, amount int not null);
alter table public.charges enable row level security;
revoke all on public.charges from anon, authenticated;
grant select, insert, update on public.charges to authenticated;
create policy own on public.charges for all to authenticated using (owner_id = (select auth.uid())
  and org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- repaired
revoke update on public.charges from authenticated
