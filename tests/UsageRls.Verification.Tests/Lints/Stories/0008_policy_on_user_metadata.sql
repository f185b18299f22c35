-- story: the token's user_metadata names the organisation
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (org_id = (select (auth.jwt() -> 'user_metadata' ->> 'org')::uuid))
-- attack as eve, who calls herself an administrator
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))

-- story: a function that the policy calls reads user_metadata
-- object: public.invoices inv_read
-- severity: critical
-- broken
create function private.is_admin() returns boolean language sql stable set search_path = pg_catalog, pg_temp
  as $$ select auth.jwt() -> 'user_metadata' ->> 'role' = 'admin' $$;
grant execute on function private.is_admin() to authenticated;
alter policy inv_read on public.invoices using ((select private.is_admin()))
-- attack as eve, who calls herself an administrator
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))
