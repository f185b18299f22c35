-- Returns each relation of which a role ($1) can read at least one column, with the columns that the role can read. Relations of
-- information_schema, temporary relations and TOAST tables are left out.
select format('%I.%I', n.nspname, c.relname) as object, found.columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select string_agg(format('t.%I', a.attname), ', ' order by a.attnum) as columns
  from pg_catalog.pg_attribute a
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and pg_catalog.has_column_privilege($1, c.oid, a.attnum, 'select')
) as found
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and found.columns is not null
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_(toast|temp)'
  -- Of pg_catalog, only the relations with values of other users' rows or with SQL of other users' sessions are returned.
  and (n.nspname <> 'pg_catalog' or c.relname in (
    'pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs', 'pg_statistic', 'pg_stat_activity', 'pg_cursors', 'pg_prepared_statements',
      'pg_largeobject'))
  and pg_catalog.has_schema_privilege($1, n.oid, 'usage')
order by 1
