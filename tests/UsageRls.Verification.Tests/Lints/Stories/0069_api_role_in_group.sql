-- story: authenticated is a member of a role that reads a table
-- object: role authenticated in lint_readers
-- severity: medium
-- broken as administrator
create role lint_readers;
grant lint_readers to authenticated;
create table public.ledger (id int);
revoke all on public.ledger from anon, authenticated;
insert into public.ledger values (1);
grant select on public.ledger to lint_readers
-- attack as eve
select count(*) > 0 from public.ledger

-- story: anon is a member of pg_read_all_data
-- object: role anon in pg_read_all_data
-- severity: high
-- broken as administrator
grant pg_read_all_data to anon
-- attack as anon
select count(*) >= 0 from public.invoices
