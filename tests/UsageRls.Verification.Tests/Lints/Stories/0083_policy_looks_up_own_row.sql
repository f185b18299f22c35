-- story: a function finds the invoice by its id
-- object: public.invoices inv_read
-- severity: medium
-- broken
create function private.may_see(invoice uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select exists (select from public.invoices i join public.org_members m on m.org_id = i.org_id where i.id = invoice
    and m.user_id = auth.uid()) $$;
alter policy inv_read on public.invoices using (private.may_see(id))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
