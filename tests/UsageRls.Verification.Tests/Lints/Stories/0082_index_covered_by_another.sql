-- story: a longer index
-- object: public.invoices_org_id_idx
-- severity: note
-- broken
create index on public.invoices (org_id, created_at)
