-- story: the partition of the next month will be open
-- object: public.readings
-- severity: note
-- broken
create table public.readings (day date not null) partition by range (day);
alter table public.readings enable row level security;
alter default privileges in schema public grant select on tables to anon
