-- The definition of a column does not contain identity, default or NOT NULL, because 11_*.sql returns these as separate items.
select 'column', table_name, format('%s.%I', table_name, a.attname), definition,
  format('alter table %s add column if not exists %I %s', table_name, a.attname, definition), format('alter table %s drop column %I',
    table_name, a.attname),
  case when a.attgenerated = '' then format('alter table %1$s alter column %2$I drop expression if exists, alter column %2$I type %3$s '
    'using %2$I::%4$s', table_name, a.attname, type, pg_catalog.format_type(a.atttypid, a.atttypmod)) end, schema
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
left join pg_catalog.pg_type t on t.oid = a.atttypid
cross join lateral (select c.oid::pg_catalog.regclass::text as table_name,
  concat(pg_catalog.format_type(a.atttypid, a.atttypmod), case when a.attcollation not in (0, t.typcollation)
    then ' collate ' || a.attcollation::pg_catalog.regcollation end) as type) as named
cross join lateral (select concat(type,
    case when a.attgenerated <> '' then format(' generated always as (%s) %s', pg_catalog.pg_get_expr(f.adbin, f.adrelid),
      case a.attgenerated when 'v' then 'virtual' else 'stored' end) end) as definition,
  case when exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.deptype = 'e') then 'of an extension' else n.nspname::text end as schema) as d
where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by c.oid, a.attnum
