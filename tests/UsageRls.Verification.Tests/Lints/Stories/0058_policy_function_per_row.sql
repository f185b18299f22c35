-- story: a function is given the row's column
-- object: public.invoices inv_read
-- severity: low
-- broken
create function private.is_member(org uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select exists (select from public.org_members m where m.org_id = org and m.user_id = auth.uid()) $$;
alter policy inv_read on public.invoices using (private.is_member(org_id))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
