-- story: a check that asks for the author only
-- object: public.invoices inv_add
-- severity: critical
-- broken
alter policy inv_add on public.invoices with check (created_by = (select auth.uid()))
-- attack as eve
insert into public.invoices (org_id, amount, status, created_by) values ('00000000-0000-4000-8000-0000000000b0', 1, 'draft',
  '00000000-0000-4000-8000-0000000000e1');
select true
-- repaired
alter policy inv_add on public.invoices with check (created_by = (select auth.uid()) and org_id in (select m.org_id
  from public.org_members m where m.user_id = (select auth.uid())))

-- story: a trigger that sets the tenant back, but only in paid invoices
-- object: public.invoices inv_change
-- severity: critical
-- broken
grant update on public.invoices to authenticated;
create policy inv_change on public.invoices for update to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))) with check (true);
create function private.keep_org() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.status = 'paid' then
    new.org_id := old.org_id;
  end if;
  return new;
end $$;
create trigger keep_org before update on public.invoices for each row execute function private.keep_org()
-- attack as ann
create function pg_temp.moved() returns boolean language plpgsql as $$
declare changed bigint;
begin
  update public.invoices set org_id = '00000000-0000-4000-8000-0000000000b0';
  get diagnostics changed = row_count;
  return changed > 0 and not exists (select from public.invoices);
end $$;
select pg_temp.moved()
-- repaired
create or replace function private.keep_org() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.org_id := old.org_id;
  return new;
end $$

-- story: users choose in a table of their own for which organisation they work, without a check of their membership
-- object: public.choices own
-- severity: critical
-- broken
create table public.choices (user_id uuid primary key references auth.users (id), org_id uuid not null);
alter table public.choices enable row level security;
grant select, insert, update on public.choices to authenticated;
create policy own on public.choices for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy of_the_chosen on public.invoices for select to authenticated
  using (org_id = (select c.org_id from public.choices c where c.user_id = (select auth.uid())))
-- attack as eve
insert into public.choices values ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000b0');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy own on public.choices with check (user_id = (select auth.uid())
  and org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a check that asks for the row's own values only
-- object: public.invoices inv_add
-- severity: critical
-- broken
alter policy inv_add on public.invoices with check (status in ('draft', 'sent') and amount >= 0)
-- attack as eve
insert into public.invoices (org_id, amount, status, created_by) values ('00000000-0000-4000-8000-0000000000b0', 1, 'draft',
  '00000000-0000-4000-8000-0000000000e1');
select true
-- repaired
alter policy inv_add on public.invoices with check (created_by = (select auth.uid()) and org_id in (select m.org_id
  from public.org_members m where m.user_id = (select auth.uid())))

-- story: a policy for all commands with a check of its own
-- object: public.invoices everything
-- severity: critical
-- broken
create policy everything on public.invoices for all to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))) with check (status = 'draft')
-- attack as eve
insert into public.invoices (org_id, amount, status, created_by) values ('00000000-0000-4000-8000-0000000000b0', 1, 'draft',
  '00000000-0000-4000-8000-0000000000e1');
select true
-- repaired
alter policy everything on public.invoices with check (org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())))

-- story: whoever names themselves joins any organisation
-- object: public.org_members join_in
-- severity: critical
-- broken
grant insert (org_id, user_id) on public.org_members to authenticated;
create policy join_in on public.org_members for insert to authenticated with check (user_id = (select auth.uid()))
-- attack as eve
insert into public.org_members (org_id, user_id) values ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000e1');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy join_in on public.org_members

-- story: the first member, found by a function that sees no members of others
-- object: public.org_members founder
-- severity: critical
-- broken
create function private.has_no_members(org uuid) returns boolean language sql stable set search_path = pg_catalog, pg_temp
  as $$ select not exists (select from public.org_members m where m.org_id = org) $$;
grant insert (org_id, user_id, role) on public.org_members to authenticated;
create policy founder on public.org_members for insert to authenticated with check (user_id = (select auth.uid()) and role = 'owner'
  and private.has_no_members(org_id))
-- attack as eve
insert into public.org_members (org_id, user_id, role) values ('00000000-0000-4000-8000-0000000000b0',
  '00000000-0000-4000-8000-0000000000e1', 'owner');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter function private.has_no_members(uuid) security definer
