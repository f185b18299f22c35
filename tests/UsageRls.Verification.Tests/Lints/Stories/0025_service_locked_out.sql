-- story: nothing is granted to service_role
-- object: public.invoices
-- severity: low
-- broken
revoke all on public.invoices from service_role

-- story: a partitioned table is reported, its partitions are not, because service_role would reach them through the table
-- object: public.readings
-- severity: low
-- broken
create table public.readings (at date not null) partition by range (at);
create table public.readings_2025 partition of public.readings for values from ('2025-01-01') to ('2026-01-01');
alter table public.readings enable row level security;
alter table public.readings_2025 enable row level security;
revoke all on public.readings, public.readings_2025 from anon, authenticated, service_role
-- repaired
grant select, insert on public.readings to service_role
