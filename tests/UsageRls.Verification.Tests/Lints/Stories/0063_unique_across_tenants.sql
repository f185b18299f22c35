-- story: the number of an invoice is unique across tenants
-- object: public.invoices_number_key
-- severity: note
-- broken
alter table public.invoices add number int unique;
grant insert (number) on public.invoices to authenticated
-- repaired
alter table public.invoices drop constraint invoices_number_key;
alter table public.invoices add unique (org_id, number)

-- story: a number is unique within a region
-- object: public.invoices_region_number_key
-- severity: note
-- broken
alter table public.invoices add region text, add number int, add unique (region, number);
update public.invoices set region = 'eu', number = amount;
grant insert (region, number) on public.invoices to authenticated
-- repaired
alter table public.invoices drop constraint invoices_region_number_key;
alter table public.invoices add unique (org_id, region, number)

-- story: a code is unique regardless of case
-- object: public.invoices_code_key
-- severity: note
-- broken
alter table public.invoices add code text;
create unique index invoices_code_key on public.invoices (lower(code)) include (org_id);
grant insert (code) on public.invoices to authenticated
-- repaired
drop index public.invoices_code_key;
create unique index on public.invoices (org_id, lower(code))

-- story: times of all tenants may not overlap
-- object: public.bookings_during_excl
-- severity: note
-- broken
create table public.bookings (
  id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations (id), during tstzrange not null,
  constraint bookings_during_excl exclude using gist (during with &&));
create index on public.bookings (org_id);
insert into public.bookings (org_id, during) values ('00000000-0000-4000-8000-0000000000b0', '[2030-01-01, 2030-01-02)');
alter table public.bookings enable row level security;
grant insert on public.bookings to authenticated;
create policy add on public.bookings for insert to authenticated
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- repaired
alter table public.bookings drop constraint bookings_during_excl
