-- story: an administrator of any organisation
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (exists (select from public.org_members m where m.user_id = (select auth.uid())
  and m.role in ('owner', 'member')))
-- attack as ann
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: the sub-select's own column is compared with itself
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (amount >= 0 and exists (select from public.org_members m
  where m.user_id = (select auth.uid()) and m.org_id = org_id))
-- attack as ann
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (amount >= 0 and exists (select from public.org_members m
  where m.user_id = (select auth.uid()) and m.org_id = invoices.org_id))

-- story: a value in the row makes the row visible
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (created_by = (select auth.uid()) or status = 'paid')
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
  and status = 'paid')

-- story: a value in the metadata of the row makes the row visible
-- object: public.invoices shared
-- severity: medium
-- broken
alter table public.invoices add metadata jsonb not null default '{"visibility": "public"}';
create policy shared on public.invoices for select to authenticated using (metadata ->> 'visibility' = 'public')
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy shared on public.invoices

-- story: members of other tenants delete
-- object: public.invoices clear
-- severity: critical
-- broken
grant delete on public.invoices to authenticated;
create policy clear on public.invoices for delete to authenticated using (status = 'paid' and exists (select from public.org_members m
  where m.user_id = (select auth.uid())));
alter policy inv_read on public.invoices using (status = 'paid' or org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())))
-- attack as ann
with gone as (delete from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0' returning 1) select count(*) > 0 from gone
-- repaired
drop policy clear on public.invoices
