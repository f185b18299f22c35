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
