-- story: a policy asks for auth.role()
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (auth.role() = 'authenticated' and created_by = (select auth.uid()))
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))

-- story: a policy asks the token for a role that the API never becomes
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (created_by = (select auth.uid()) or (select auth.jwt()) ->> 'role' = 'org_admin')
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))

-- story: a function that the policy calls asks for auth.role()
-- object: public.invoices inv_read
-- severity: medium
-- broken
create function private.is_signed_in() returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select auth.role() = 'authenticated' $$;
alter policy inv_read on public.invoices using ((select private.is_signed_in()) and created_by = (select auth.uid()))
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))
