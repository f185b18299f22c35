-- story: rows are marked with the role that wrote them
-- object: public.invoices inv_read
-- severity: high
-- broken
alter table public.invoices add owner_role name default 'authenticated';
alter policy inv_read on public.invoices using (owner_role = current_user)
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
