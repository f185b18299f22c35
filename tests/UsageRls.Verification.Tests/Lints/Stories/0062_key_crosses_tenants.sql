-- story: a payment of A on an invoice of B
-- object: public.payments payments_invoice_id_fkey
-- severity: medium
-- broken
create table public.payments (id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations (id),
  invoice_id uuid references public.invoices (id));
update public.invoices set id = '00000000-0000-4000-8000-00000000beef' where status = 'paid';
alter table public.payments enable row level security;
grant select, insert on public.payments to authenticated;
create policy add on public.payments for insert to authenticated with check (org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())))
-- attack as ann
insert into public.payments (org_id, invoice_id) values ('00000000-0000-4000-8000-0000000000a0', '00000000-0000-4000-8000-00000000beef');
select true

-- story: a key of two columns, and neither is the tenant
-- object: public.payments payments_region_number_fkey
-- severity: medium
-- broken
alter table public.invoices add region text not null default 'eu', add number int not null default 1;
update public.invoices set number = amount;
alter table public.invoices add unique (region, number);
create table public.payments (
  id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations (id), region text, number int,
  constraint payments_region_number_fkey foreign key (region, number) references public.invoices (region, number));
alter table public.payments enable row level security;
grant select, insert on public.payments to authenticated;
create policy add on public.payments for insert to authenticated
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
insert into public.payments (org_id, region, number) values ('00000000-0000-4000-8000-0000000000a0', 'eu', 300);
select true
