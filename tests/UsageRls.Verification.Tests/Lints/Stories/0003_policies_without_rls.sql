-- story: row level security is switched off on a table with policies
-- object: public.invoices
-- severity: high
-- broken
alter table public.invoices disable row level security
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
