-- story: an update policy says nothing of the new row
-- object: public.invoices change
-- severity: note
-- broken
grant update on public.invoices to authenticated;
create policy change on public.invoices for update to authenticated using (created_by = (select auth.uid()))
