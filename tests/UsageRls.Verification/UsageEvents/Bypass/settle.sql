-- Makes two databases with the same loaded rows identical: sets the rows' creation times and updates the server's statistics.
do $$
declare
  loaded text;
begin
  for loaded in
    select a.attrelid::pg_catalog.regclass::text
    from pg_catalog.pg_attribute a
    where a.attrelid in (to_regclass('auth.users'), to_regclass('public.organizations'), to_regclass('public.org_members'))
      and a.attname = 'created_at' and not a.attisdropped
  loop
    execute 'update ' || loaded || ' set created_at = timestamptz $day$2024-11-30$day$';
  end loop;
  -- A materialized view that was created before the rows were loaded is empty until a refresh.
  for loaded in select c.oid::pg_catalog.regclass::text from pg_catalog.pg_class c where c.relkind = 'm' loop
    execute 'refresh materialized view ' || loaded;
  end loop;
end
$$;
analyze auth.users, public.organizations, public.org_members;
select pg_stat_force_next_flush();
