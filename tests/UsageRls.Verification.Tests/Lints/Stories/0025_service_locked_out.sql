-- story: nothing is granted to the servers
-- object: public.invoices
-- severity: medium
-- broken
revoke all on public.invoices from service_role
