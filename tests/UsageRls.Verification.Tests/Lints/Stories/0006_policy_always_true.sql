-- story: anybody who is signed in may change anything
-- object: public.invoices anybody
-- severity: critical
-- broken
grant update on public.invoices to authenticated;
create policy anybody on public.invoices for update to authenticated using ((select auth.uid()) is not null);
alter policy inv_read on public.invoices using (true)
-- attack as eve
with changed as (update public.invoices set amount = 0 returning 1) select count(*) > 0 from changed
-- repaired
drop policy anybody on public.invoices

-- story: a request without a user, or the author of the row
-- object: public.invoices inv_read
-- severity: critical
-- broken
grant select on public.invoices to anon;
alter policy inv_read on public.invoices to anon, authenticated using ((select auth.uid()) is null or created_by = (select auth.uid()))
-- attack as anon without claims
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))

-- story: the role claim of a request without a user
-- object: public.invoices inv_read
-- severity: critical
-- broken
grant select on public.invoices to anon;
alter policy inv_read on public.invoices to anon using ((select auth.jwt()) ->> 'role' = 'anon')
-- attack as anon
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy inv_read on public.invoices

-- story: a column compared with itself
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (org_id = org_id)
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (created_by = (select auth.uid()))

-- story: a condition that every row meets
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (length(status) >= 0 or amount > 5)
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (false)

-- story: reference data that everybody reads
-- object: public.currencies listed
-- severity: low
-- broken
create table public.currencies (code text primary key);
alter table public.currencies enable row level security;
grant select on public.currencies to anon;
create policy listed on public.currencies for select to anon using (true)
-- repaired
drop policy listed on public.currencies
