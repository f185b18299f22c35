-- Identity columns of partitions are left out: they belong to the partitioned table, and only PostgreSQL 17+ marks them in partitions.
select 'identity', table_name, column_name, format('generated %s as identity', generated),
  format('alter table %s alter column %I add generated %s as identity', table_name, a.attname, generated),
  format('alter table %s alter column %I drop identity', table_name, a.attname),
  format('alter table %s alter column %I set generated %s', table_name, a.attname, generated), n.nspname::text
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as table_name, format('%s.%I', c.oid::pg_catalog.regclass, a.attname)
  as column_name,
  case a.attidentity when 'a' then 'always' else 'by default' end as generated) as named
where a.attidentity <> '' and not a.attisdropped and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 2, 3
