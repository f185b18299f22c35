-- story: no policy is for the privilege
-- object: public.invoices for authenticated
-- severity: note
-- broken
grant delete on public.invoices to authenticated
