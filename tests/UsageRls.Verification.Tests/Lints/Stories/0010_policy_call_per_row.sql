-- story: a policy calls auth.uid() for each row
-- object: public.invoices inv_read
-- severity: low
-- broken
alter policy inv_read on public.invoices using (created_by = auth.uid())

-- story: a sub-select calls auth.uid() for each row of the table that it reads
-- object: public.invoices inv_read
-- severity: low
-- broken
alter policy inv_read on public.invoices using (exists (select from public.org_members m where m.org_id = invoices.org_id
  and m.user_id = auth.uid()))

-- story: a wrapped cast of a claim is computed once
-- object: public.invoices inv_read
-- severity: low
-- broken
alter policy inv_read on public.invoices using (org_id = (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid)
-- repaired
alter policy inv_read on public.invoices using (org_id = (select (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid))
