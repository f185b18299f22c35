-- story: no index starts with the key's column
-- object: public.invoices invoices_created_by_fkey
-- severity: low
-- broken
drop index public.invoices_created_by_idx

-- story: an index over some of the rows is not enough
-- object: public.invoices invoices_created_by_fkey
-- severity: low
-- broken
drop index public.invoices_created_by_idx;
create index on public.invoices (created_by) where status = 'paid'
