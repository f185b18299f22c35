-- story: the service role needs no policy
-- object: public.invoices service
-- severity: note
-- broken
create policy service on public.invoices to service_role using (true)
