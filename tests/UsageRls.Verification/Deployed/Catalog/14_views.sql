-- CREATE OR REPLACE VIEW cannot change or remove columns of the view; it may add columns at the end.
select case c.relkind when 'm' then 'materialized view' else 'view' end, name, name, query,
  case c.relkind when 'm' then format('create materialized view %s as %s', name, query) else format('create view %s as %s', name, query)
    end,
  format('drop %s %s', case c.relkind when 'm' then 'materialized view' else 'view' end, name),
  case c.relkind when 'v' then format('create or replace view %s %sas %s', name, 'with (' || array_to_string(c.reloptions, ', ') || ') ',
    query) end, schema,
  (select string_agg(format('%I %s, ', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), '' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as name, rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') as query,
  case when exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.deptype = 'e') then 'of an extension' else n.nspname::text end as schema) as v
where c.relkind in ('v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by c.oid
