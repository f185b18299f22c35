-- story: a floor that every user passes
-- object: public.invoices floor
-- severity: medium
-- broken
create policy floor on public.invoices as restrictive for select to authenticated using ((select auth.uid()) is not null)
