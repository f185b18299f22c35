-- story: a setting that only SQL can set
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a setting that a function sets for any caller
-- object: public.invoices inv_read
-- severity: critical
-- broken
create function public.choose_org(org uuid) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin perform set_config('app.org_id', org::text, true); end $$;
grant execute on function public.choose_org(uuid) to authenticated;
alter policy inv_read on public.invoices using (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
-- attack as eve
select public.choose_org('00000000-0000-4000-8000-0000000000b0');
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
