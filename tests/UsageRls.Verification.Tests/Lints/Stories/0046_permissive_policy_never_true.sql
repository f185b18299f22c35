-- story: a permissive policy with the condition false
-- object: public.invoices no_delete
-- severity: note
-- broken
create policy no_delete on public.invoices for delete to authenticated using (false)

-- story: a permissive policy with the condition false beside a policy that allows
-- object: public.invoices no_select
-- severity: medium
-- broken
create policy no_select on public.invoices for select to authenticated using (false)
