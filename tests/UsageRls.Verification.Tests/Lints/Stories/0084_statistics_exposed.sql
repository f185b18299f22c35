-- story: statistics contain sampled values of rows
-- object: public.frequent()
-- severity: high
-- broken
create function public.frequent() returns setof text language sql security definer set search_path = pg_catalog, pg_temp
  as $$ select s.attname::text from pg_catalog.pg_stats s $$
-- attack as eve
select count(*) >= 0 from public.frequent()
