-- story: no index starts with the column
-- object: public.invoices.status
-- severity: low
-- broken
alter policy inv_read on public.invoices using (created_by = (select auth.uid()) and status = 'draft')

-- story: an index over some of the rows is not enough
-- object: public.invoices.org_id
-- severity: low
-- broken
drop index public.invoices_org_id_idx;
create index on public.invoices (org_id) where status = 'paid'
