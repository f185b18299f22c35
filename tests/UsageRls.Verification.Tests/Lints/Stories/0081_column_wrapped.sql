-- story: the column is cast
-- object: public.invoices inv_read
-- severity: low
-- broken
alter policy inv_read on public.invoices using (org_id::text = (select auth.jwt() -> 'app_metadata' ->> 'org_id'))
-- repaired
alter policy inv_read on public.invoices using (org_id = (select (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid))
