-- story: the policy contains an organisation's id
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (org_id = '00000000-0000-4000-8000-0000000000b0')
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: the policy contains a user's address
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using ((select auth.jwt() ->> 'email') = 'e1@made-up.invalid')
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: the policy contains a tenant's number
-- object: public.meters first
-- severity: medium
-- broken
create table public.meters (id int primary key, tenant_id int not null);
insert into public.meters values (1, 42);
alter table public.meters enable row level security;
grant select on public.meters to authenticated;
create policy first on public.meters for select to authenticated using (tenant_id = 42)
-- attack as eve
select count(*) > 0 from public.meters
-- repaired
drop policy first on public.meters
