-- story: an update policy has no WITH CHECK
-- object: public.invoices change
-- severity: note
-- broken
grant update on public.invoices to authenticated;
create policy change on public.invoices for update to authenticated using (created_by = (select auth.uid()))

-- story: an update policy gives the whole row to a function
-- object: public.invoices change
-- severity: note
-- broken
revoke update on public.invoices from anon, authenticated;
grant update (status) on public.invoices to authenticated;
create function private.is_open(invoice public.invoices) returns boolean language sql stable set search_path = pg_catalog, pg_temp
  as $$ select invoice.status = 'open' $$;
create policy change on public.invoices for update to authenticated using (private.is_open(invoices))
