-- story: an owner to whom FORCE ROW LEVEL SECURITY would apply
-- object: public.invoices
-- severity: medium
-- broken as administrator
create role lint_owner;
grant usage on schema public, auth to lint_owner;
grant select on public.org_members to lint_owner;
alter table public.invoices owner to lint_owner;
create function public.total() returns bigint language sql security definer set search_path = pg_catalog,
  pg_temp as 'select count(*) from public.invoices';
alter function public.total() owner to lint_owner;
grant execute on function public.total() to authenticated
-- attack as eve
select public.total() > 0

-- story: an owner with BYPASSRLS, to whom FORCE ROW LEVEL SECURITY does not apply
-- object: public.invoices
-- severity: note
-- broken
alter table public.invoices force row level security;
create function public.total() returns bigint language sql security definer set search_path = pg_catalog,
  pg_temp as 'select count(*) from public.invoices';
grant execute on function public.total() to authenticated
-- attack as eve
select public.total() > 0
-- repaired
alter function public.total() security invoker
