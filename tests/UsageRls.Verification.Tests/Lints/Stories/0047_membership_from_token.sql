-- story: the organisation is in the token
-- object: public.invoices inv_read
-- severity: note
-- broken
alter policy inv_read on public.invoices using (org_id = (select (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
