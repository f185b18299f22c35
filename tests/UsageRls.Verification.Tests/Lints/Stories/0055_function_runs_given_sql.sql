-- story: a report of any query
-- object: public.run_report(text)
-- severity: critical
-- broken
create function public.run_report(query text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp
  as $$ declare r jsonb; begin execute 'select jsonb_agg(t) from (' || query || ') t' into r; return r; end $$
-- attack as eve
select public.run_report($q$select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000b1"}', true)$q$);
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a statement is run as it is given
-- object: public.run(text)
-- severity: critical
-- broken
create function public.run(statement text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$ begin
  execute statement; end $$
-- attack as eve
select public.run($q$select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000b1"}', true)$q$);
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: format with %s
-- object: public.count_of(text)
-- severity: critical
-- broken
create function public.count_of(name text) returns bigint language plpgsql set search_path = pg_catalog, pg_temp
  as $$ declare n bigint; begin execute format('select count(*) from %s', name) into n; return n; end $$
-- attack as eve
select public.count_of($q$(select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-0000000000b1"}', true)) t$q$);
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
create or replace function public.count_of(name text) returns bigint language plpgsql set search_path = pg_catalog, pg_temp
  as $$ declare n bigint; begin execute format('select count(*) from %I', name) into n; return n; end $$

-- story: format with %s behind the word using
-- object: public.open_rows(text)
-- severity: critical
-- broken
create function public.open_rows(condition text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$ begin
  execute format('create policy open on public.invoices for all to authenticated with check (true) using (%s)', condition); end $$

-- story: the column is quoted, the direction is not
-- object: public.sorted(text,text)
-- severity: critical
-- broken
create function public.sorted(p_column text, p_direction text) returns setof public.invoices
  language plpgsql set search_path = '' as $$ begin
  return query execute format('select i.* from public.invoices i order by i.%I %s', p_column, p_direction); end $$
-- repaired
create or replace function public.sorted(p_column text, p_direction text) returns setof public.invoices
  language plpgsql set search_path = '' as $$ begin
  return query execute format('select i.* from public.invoices i order by i.%I %s', p_column,
    case when p_direction = 'desc' then 'desc' else 'asc' end); end $$
