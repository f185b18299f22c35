-- story: a generated column reveals a column that is not granted
-- object: public.invoices.label
-- severity: medium
-- broken
alter table public.invoices add margin int default 7, add label text generated always as ('m' || margin::text) stored;
revoke select on public.invoices from authenticated;
grant select (org_id, label) on public.invoices to authenticated
-- attack as ann
select max(label) = 'm7' from public.invoices

-- story: a computed column reveals a column that is not granted
-- object: public.margin_of(public.invoices)
-- severity: medium
-- broken
alter table public.invoices add margin int default 7;
revoke select on public.invoices from authenticated;
grant select (id, org_id, amount) on public.invoices to authenticated;
create function public.margin_of(i public.invoices) returns int language sql stable security definer set search_path = pg_catalog, pg_temp
  as 'select i.margin'
-- attack as ann
select public.margin_of(null) is null
