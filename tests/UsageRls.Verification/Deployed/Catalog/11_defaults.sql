select 'default', table_name, column_name, pg_catalog.pg_get_expr(f.adbin, f.adrelid),
  format('alter table %s alter column %I set default %s', table_name, a.attname, pg_catalog.pg_get_expr(f.adbin, f.adrelid)),
  format('alter table %s alter column %I drop default', table_name, a.attname),
  format('alter table %s alter column %I set default %s', table_name, a.attname, pg_catalog.pg_get_expr(f.adbin, f.adrelid)),
    n.nspname::text
from pg_catalog.pg_attrdef f
join pg_catalog.pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum and a.attgenerated = ''
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as table_name, format('%s.%I', c.oid::pg_catalog.regclass, a.attname)
  as column_name) as named
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 'not null', c.oid::pg_catalog.regclass::text, format('%s.%I', c.oid::pg_catalog.regclass, a.attname), 'not null',
  format('alter table %s alter column %I set not null', c.oid::pg_catalog.regclass, a.attname),
    format('alter table %s alter column %I drop not null', c.oid::pg_catalog.regclass, a.attname), null, n.nspname::text
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and a.attnotnull and not a.attisdropped and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'
order by 1, 2, 3
