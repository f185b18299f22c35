-- story: a policy says nothing of roles
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices to public
