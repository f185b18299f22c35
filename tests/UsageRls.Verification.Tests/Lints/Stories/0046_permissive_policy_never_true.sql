-- story: a policy that is thought to forbid
-- object: public.invoices no_delete
-- severity: note
-- broken
create policy no_delete on public.invoices for delete to authenticated using (false)

-- story: beside one that allows
-- object: public.invoices no_select
-- severity: medium
-- broken
create policy no_select on public.invoices for select to authenticated using (false)
