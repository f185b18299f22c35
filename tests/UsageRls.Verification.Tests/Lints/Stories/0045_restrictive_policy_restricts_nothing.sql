-- story: every signed-in user meets the restrictive policy
-- object: public.invoices floor
-- severity: medium
-- broken
create policy floor on public.invoices as restrictive for select to authenticated using ((select auth.uid()) is not null)
