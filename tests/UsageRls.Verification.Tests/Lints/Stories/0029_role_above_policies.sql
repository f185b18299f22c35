-- story: users may become the service role
-- object: role authenticated
-- severity: high
-- broken as administrator
grant service_role to authenticated
-- attack as eve
set local role service_role;
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: requests without a token are above policies
-- object: role anon
-- severity: critical
-- broken as administrator
grant select on public.invoices to anon;
alter role anon bypassrls
-- attack as anon
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
