-- story: a table is published
-- object: public.invoices in supabase_realtime
-- severity: low
-- broken
alter publication supabase_realtime add table public.invoices

-- story: a table with a number as its key is published
-- object: public.receipts in supabase_realtime
-- severity: medium
-- broken
create table public.receipts (id bigint generated always as identity primary key, org_id uuid not null references public.organizations);
alter table public.receipts enable row level security;
grant select on public.receipts to authenticated;
alter publication supabase_realtime add table public.receipts
-- repaired
alter publication supabase_realtime drop table public.receipts

-- story: a table is published with the whole old row
-- object: public.invoices in supabase_realtime
-- severity: high
-- broken
alter publication supabase_realtime add table public.invoices;
alter table public.invoices replica identity full
-- repaired
alter table public.invoices replica identity default;
alter publication supabase_realtime drop table public.invoices

-- story: a table without row level security is published
-- object: public.ticker in supabase_realtime
-- severity: high
-- broken
create table public.ticker (id int primary key);
grant select on public.ticker to authenticated;
alter publication supabase_realtime add table public.ticker

-- story: all present and future tables are published
-- object: publication lint_everything
-- severity: medium
-- broken as administrator
create publication lint_everything for all tables
-- repaired
drop publication lint_everything
