create function public.count_of(name text) returns bigint language plpgsql set search_path = pg_catalog, pg_temp
  as $$ declare n bigint; begin execute format('select count(*) from public.%I where $1 is null', name) into n using name; return n; end $$
