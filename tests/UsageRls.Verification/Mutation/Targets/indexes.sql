-- Returns the indexes that do not belong to a constraint.
select i.indrelid as table_oid, n.nspname as schema, c.relname as name, m.amname as method, i.indisunique as unique,
  array(select pg_catalog.pg_get_indexdef(i.indexrelid, k, false) from generate_series(1, i.indnkeyatts) k order by k) as keys,
  array(select i.indoption[k - 1] & 1 = 1 from generate_series(1, i.indnkeyatts) k order by k) as descending,
  array(select pg_catalog.pg_get_indexdef(i.indexrelid, k, false) from generate_series(i.indnkeyatts + 1, i.indnatts) k order by k)
    as included,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
  -- This text must be equal to the line that UsageEvents/Catalog/indexes.sql returns for the index.
  concat(
    case when i.indrelid <> $3::text::pg_catalog.regclass then (select relname || ' ' from pg_catalog.pg_class t where t.oid = i.indrelid)
      end,
    pg_catalog.regexp_replace(substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$'), ' INCLUDE \([^)]*\)', '')) as shape
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
where i.indrelid = any ($1)
  and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
order by 1, 2, 3
