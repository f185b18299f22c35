-- story: an invoice's number
-- object: public.invoices_number_key
-- severity: note
-- broken
alter table public.invoices add number int unique;
grant insert (number) on public.invoices to authenticated
-- repaired
alter table public.invoices drop constraint invoices_number_key;
alter table public.invoices add unique (org_id, number)
