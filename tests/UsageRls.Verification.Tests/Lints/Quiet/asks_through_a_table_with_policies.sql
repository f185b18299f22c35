-- The policy reads a table whose own policies show only the caller's organisations.
alter policy inv_read on public.invoices using (org_id in (select o.id from public.organizations o))
