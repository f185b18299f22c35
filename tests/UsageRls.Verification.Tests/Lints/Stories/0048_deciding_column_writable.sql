-- story: users edit their own profile, which says who is an administrator
-- object: public.profiles.is_admin
-- severity: critical
-- broken
create table public.profiles (id uuid primary key references auth.users (id), display_name text, is_admin boolean not null default false);
insert into public.profiles (id) values ('00000000-0000-4000-8000-0000000000e1');
alter table public.profiles enable row level security;
grant select, update on public.profiles to authenticated;
create policy own_read on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy own_change on public.profiles for update to authenticated using (id = (select auth.uid()));
create policy admins on public.invoices for select to authenticated
  using (exists (select from public.profiles p where p.id = (select auth.uid()) and p.is_admin and invoices.amount > 0))
-- attack as eve
update public.profiles set is_admin = true;
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a function that the policy calls reads from the profile who is an administrator
-- object: public.profiles.is_admin
-- severity: critical
-- broken
create table public.profiles (id uuid primary key references auth.users (id), is_admin boolean not null default false);
alter table public.profiles enable row level security;
grant select, insert on public.profiles to authenticated;
create policy own_read on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy own_add on public.profiles for insert to authenticated with check (id = (select auth.uid()));
create function private.is_admin() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select exists (select from public.profiles p where p.id = auth.uid() and p.is_admin) $$;
create policy admins on public.invoices for select to authenticated using (private.is_admin())
-- attack as eve
insert into public.profiles values ('00000000-0000-4000-8000-0000000000e1', true);
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a profile without a key to the users, asked beside the membership
-- object: public.profiles.is_operator
-- severity: critical
-- broken
create table public.profiles (id uuid primary key, display_name text, is_operator boolean not null default false);
insert into public.profiles (id) values ('00000000-0000-4000-8000-0000000000e1');
alter table public.profiles enable row level security;
grant select, update on public.profiles to authenticated;
create policy own_read on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy own_change on public.profiles for update to authenticated using (id = (select auth.uid()));
alter policy inv_read on public.invoices using (
  org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
  or exists (select from public.profiles p where p.id = (select auth.uid()) and p.is_operator))
-- attack as eve
update public.profiles set is_operator = true;
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: users choose on their profile for which organisation they work, without a check of their membership
-- object: public.profiles.current_org
-- severity: critical
-- broken
create table public.profiles (id uuid primary key references auth.users (id), current_org uuid references public.organizations (id));
insert into public.profiles (id) values ('00000000-0000-4000-8000-0000000000e1');
alter table public.profiles enable row level security;
grant select, update on public.profiles to authenticated;
create policy own_read on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy own_change on public.profiles for update to authenticated using (id = (select auth.uid()));
create policy of_the_current on public.invoices for select to authenticated
  using (org_id = (select p.current_org from public.profiles p where p.id = (select auth.uid())))
-- repaired
alter policy of_the_current on public.invoices using (org_id = (select p.current_org from public.profiles p
  join public.org_members m on m.org_id = p.current_org and m.user_id = p.id where p.id = (select auth.uid())))
-- attack as eve
update public.profiles set current_org = '00000000-0000-4000-8000-0000000000b0';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
