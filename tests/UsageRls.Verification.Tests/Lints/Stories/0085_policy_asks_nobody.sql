-- story: a function only checks that the invoice exists
-- object: public.notes discuss
-- severity: medium
-- broken
create table public.notes (id int primary key, invoice uuid);
insert into public.notes select 1, id from public.invoices where status = 'paid';
alter table public.notes enable row level security;
grant select on public.notes to authenticated;
create function private.is_there(invoice uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select exists (select from public.invoices i where i.id = invoice) $$;
create policy discuss on public.notes for select to authenticated using (private.is_there(invoice))
-- attack as eve
select count(*) > 0 from public.notes
-- repaired
create or replace function private.is_there(invoice uuid) returns boolean language sql stable security definer set search_path = pg_catalog,
  pg_temp
  as $$ select exists (select from public.invoices i where i.id = invoice and i.created_by = auth.uid()) $$
