-- story: row level security is switched off
-- object: public.invoices
-- severity: critical
-- broken
alter table public.invoices disable row level security
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a table without row level security is granted to a role of which authenticated is a member
-- object: public.ledger
-- severity: critical
-- broken as administrator
alter role authenticated inherit;
create role lint_readers;
grant lint_readers to authenticated;
create table public.ledger (id int primary key, org_id uuid, cents int);
insert into public.ledger values (1, '00000000-0000-4000-8000-0000000000b0', 1);
grant select on public.ledger to lint_readers
-- attack as eve
select count(*) > 0 from public.ledger

-- story: reference data that everybody reads and nobody writes
-- object: public.currencies
-- severity: medium
-- broken
create table public.currencies (code text primary key);
grant select on public.currencies to anon
