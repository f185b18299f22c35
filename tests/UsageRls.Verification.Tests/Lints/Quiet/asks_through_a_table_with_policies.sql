-- The asked table's own policies leave the caller's organisations only.
alter policy inv_read on public.invoices using (org_id in (select o.id from public.organizations o))
