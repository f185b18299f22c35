-- An index is identified by its definition, not by its name.
select distinct on (table_name, definition) 'index', table_name, format('%s %s', table_name, definition), definition,
  pg_catalog.pg_get_indexdef(i.indexrelid), format('drop index %s', i.indexrelid::pg_catalog.regclass), null, n.nspname::text
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as table_name, concat(case when i.indisunique then 'unique ' end,
  substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$'), case when not i.indisvalid then ', invalid' end) as definition)
    as d
where not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  and not exists (select from pg_catalog.pg_inherits h where h.inhrelid = i.indexrelid)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'm')
order by table_name, definition, i.indexrelid::pg_catalog.regclass::text
