-- story: a policy applies to public
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices to public
