-- story: a copy of every tenant's rows
-- object: public.bills_copy
-- severity: high
-- broken
create materialized view public.bills_copy as select * from public.invoices;
grant select on public.bills_copy to authenticated
-- attack as eve
select count(*) > 0 from public.bills_copy

-- story: a materialized view is readable through a predefined role
-- object: public.bills_copy
-- severity: high
-- broken as administrator
create materialized view public.bills_copy as select * from public.invoices;
revoke all on public.bills_copy from anon, authenticated;
alter role anon inherit;
grant pg_read_all_data to anon
-- attack as anon
select count(*) > 0 from public.bills_copy
-- repaired
revoke pg_read_all_data from anon
