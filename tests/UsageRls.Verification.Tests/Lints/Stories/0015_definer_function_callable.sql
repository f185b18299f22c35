-- story: everybody may call a SECURITY DEFINER function
-- object: public.total()
-- severity: medium
-- broken
create function public.total() returns bigint language sql security definer set search_path = pg_catalog,
  pg_temp as 'select count(*) from public.invoices'
-- attack as anon
select public.total() > 0

-- story: signed-in users may call a SECURITY DEFINER function
-- object: public.total()
-- severity: low
-- broken
create function public.total() returns bigint language sql security definer set search_path = pg_catalog,
  pg_temp as 'select count(*) from public.invoices';
revoke execute on function public.total() from public, anon;
grant execute on function public.total() to authenticated
-- attack as eve
select public.total() > 0

-- story: usage of the schema is granted to a role that may execute the function
-- object: backstage.total()
-- severity: medium
-- broken
create schema backstage;
create function backstage.total() returns bigint language sql security definer set search_path = pg_catalog,
  pg_temp as 'select count(*) from public.invoices';
grant usage on schema backstage to anon
-- attack as anon
select backstage.total() > 0
-- repaired
revoke usage on schema backstage from anon
