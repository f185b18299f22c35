-- Returns each function that a role ($1) can execute, with up to three different calls. The type of a parameter and the number of the
-- call decide the argument: the id of the victim's organisation ($2), user ($3) or event ($4), claims that name the victim ($5), or a
-- constant. Trigger functions, and functions of PostgreSQL and of extensions, are left out.
select distinct format('%I.%I(%s)', n.nspname, p.proname, replace(pg_catalog.oidvectortypes(p.proargtypes), ', ', ',')) as object,
  format(case p.prokind when 'p' then 'call %I.%I(%s)' else 'select * from %I.%I(%s) as result' end, n.nspname, p.proname,
    coalesce(arguments.list, '')) as sql
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
cross join generate_series(1, 3) as way
cross join lateral (
  select string_agg(case
    when t.typname = 'uuid' then format('%L::uuid', (array[$2, $3, $4])[way])
    when t.typname = '_uuid' then format('array[%L]::uuid[]', (array[$2, $3, $4])[way])
    when t.typname in ('json', 'jsonb') then format('%L::%s', $5, t.typname)
    when t.typcategory = 'S' and way = 1 and argument.place = 1 and p.pronargs > 1 then format('%L', 'request.jwt.claims')
    when t.typcategory = 'S' then format('%L', case way when 3 then $2 else $5 end)
    when t.typcategory = 'N' then (array['1', '0', '100'])[way]
    when t.typcategory = 'B' then (way <> 2)::text
    when t.typcategory = 'D' then format('%L::%s', (array['1970-01-01', '2000-01-01', '2100-01-01'])[way],
      pg_catalog.format_type(t.oid, null))
    else format('null::%s', pg_catalog.format_type(t.oid, null))
  end, ', ' order by argument.place) as list
  from unnest(p.proargtypes) with ordinality as argument (type, place)
  join pg_catalog.pg_type t on t.oid = argument.type
) as arguments
where p.prokind in ('f', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
  and p.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
  and pg_catalog.has_schema_privilege($1, n.oid, 'usage') and pg_catalog.has_function_privilege($1, p.oid, 'execute')
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e')
order by 1, 2
