-- none of: 0034_tenant_can_be_null, 0062_key_crosses_tenants, 0063_unique_across_tenants, 0067_no_primary_key
-- The foreign keys of a payment reference its tenant, an invoice of this tenant, a user, or shared rows; the unique token is a hash.
create table public.kinds (id int primary key);
alter table public.invoices add unique (org_id, id);
create table public.payments (
  id int primary key, org_id uuid not null references public.organizations (id), invoice_id uuid, paid_by uuid references auth.users (id),
  kind int references public.kinds (id), token_hash bytea unique, foreign key (org_id, invoice_id) references public.invoices (org_id, id));
alter table public.payments enable row level security;
grant select, insert, delete on public.payments to authenticated;
create policy own on public.payments for all to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create table public.readings (id int, day date, primary key (id, day)) partition by range (day);
create table public.readings_of_2030 partition of public.readings for values from ('2030-01-01') to ('2031-01-01')
