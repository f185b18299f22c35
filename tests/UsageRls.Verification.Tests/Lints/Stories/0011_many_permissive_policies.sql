-- story: a second policy for the same command and role
-- object: public.invoices for select to authenticated
-- severity: medium
-- broken
create policy mine on public.invoices for select to authenticated using (created_by = (select auth.uid()))
-- repaired
drop policy mine on public.invoices
