-- story: the margin
-- object: public.invoices.label
-- severity: medium
-- broken
alter table public.invoices add margin int default 7, add label text generated always as ('m' || margin::text) stored;
revoke select on public.invoices from authenticated;
grant select (org_id, label) on public.invoices to authenticated
-- attack as ann
select max(label) = 'm7' from public.invoices
