-- story: a function sets a setting that a policy reads
-- object: public.choose_org(uuid)
-- severity: critical
-- broken
create function public.choose_org(org uuid) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin perform set_config('app.org_id', org::text, true); end $$;
alter policy inv_read on public.invoices using (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
-- attack as eve
select public.choose_org('00000000-0000-4000-8000-0000000000b0');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a function sets any setting that the caller names
-- object: public.set_any(text,text)
-- severity: critical
-- broken
create function public.set_any(name text, value text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin perform set_config(name, value, true); end $$
-- attack as eve
select public.set_any('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000b1"}');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a function sets a setting for the whole session
-- object: public.choose_language(text)
-- severity: high
-- broken
create function public.choose_language(language text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin perform set_config('app.language', language, false); end $$
