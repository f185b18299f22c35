-- story: a longer index starts with the same column
-- object: public.invoices_org_id_idx
-- severity: note
-- broken
create index on public.invoices (org_id, created_at)
