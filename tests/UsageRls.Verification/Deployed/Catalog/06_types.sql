select 'type', t.name, t.name, t.definition, format('create %s %s as %s', case t.typtype when 'd' then 'domain' else 'type' end, t.name,
  t.definition),
  format('drop %s %s', case t.typtype when 'd' then 'domain' else 'type' end, t.name), additions, t.schema
from (
  select t.typtype, pg_catalog.format_type(t.oid, null) as name, t.oid,
    case t.typtype when 'e' then (select string_agg(format('alter type %s add value if not exists %L', pg_catalog.format_type(t.oid, null),
      e.enumlabel), '; ' order by e.enumsortorder)
      from pg_catalog.pg_enum e where e.enumtypid = t.oid) end as additions,
    case t.typtype
      when 'e' then format('enum (%s)', (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
        from pg_catalog.pg_enum e where e.enumtypid = t.oid))
      when 'd' then concat(pg_catalog.format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then ' not null' end,
        ' default ' || t.typdefault,
        (select string_agg(' ' || pg_catalog.pg_get_constraintdef(k.oid), '' order by pg_catalog.pg_get_constraintdef(k.oid))
          from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'))
      else format('(%s)', (select string_agg(format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', '
        order by a.attnum)
        from pg_catalog.pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))
    end as definition,
    case when exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = t.oid
      and d.deptype = 'e') then 'of an extension' else n.nspname::text end as schema
  from pg_catalog.pg_type t
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and (t.typtype in ('e', 'd') or (t.typtype = 'c' and (select c.relkind = 'c' from pg_catalog.pg_class c where c.oid = t.typrelid)))
) as t
order by t.oid
