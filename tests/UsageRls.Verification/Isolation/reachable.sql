-- Two queries return the views and functions on which the roles in $1 have privileges, except those of system schemas and extensions.
-- 1. Views, materialized views and foreign tables: schema, name, kind, role, privilege, columns, whether the relation supports the
--    privilege's INSERT, UPDATE or DELETE (false for SELECT), query, whether it has security_invoker, whether it has security_barrier.
select n.nspname::text, c.relname::text, c.relkind::text, r.role, p.privilege, array_agg(a.attname::text order by a.attnum),
  (pg_catalog.pg_relation_is_updatable(c.oid, true) & case p.privilege when 'INSERT' then 8 when 'UPDATE' then 4 when 'DELETE' then 16
    else 0 end) > 0,
  pg_catalog.pg_get_viewdef(c.oid),
  coalesce((select o.option_value::boolean from pg_catalog.pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'),
    false),
  coalesce((select o.option_value::boolean from pg_catalog.pg_options_to_table(c.reloptions) o where o.option_name = 'security_barrier'),
    false)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join unnest($1::text[]) as r (role)
cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as p (privilege)
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and pg_catalog.has_schema_privilege(r.role, n.oid, 'USAGE')
  and case p.privilege when 'DELETE' then pg_catalog.has_table_privilege(r.role, c.oid, 'DELETE')
    else pg_catalog.has_column_privilege(r.role, c.oid, a.attnum, p.privilege) end
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.deptype = 'e')
group by n.nspname, c.relname, c.relkind, c.oid, r.role, p.privilege
order by 1, 2, 4, 5;

-- 2. Functions and procedures, without trigger functions: schema, name, kind, signature, role, names of arguments, their types and
--    categories, number of defaults, the first enum label of each argument's type, the composite type of each argument or of its array
--    elements, whether the function is stable or immutable, whether it is security definer, its body, the columns of the composite types,
--    whether it is variadic.
select n.nspname::text, p.proname::text, p.prokind::text, format('%I.%I(%s)', n.nspname, p.proname,
  replace(pg_catalog.oidvectortypes(p.proargtypes), ', ', ',')), r.role,
  coalesce((select array_agg(coalesce(p.proargnames[i.place], '') order by i.place) from generate_series(1, p.pronargs) as i (place)),
    '{}'),
  coalesce((select array_agg(pg_catalog.format_type(t.type, null) order by t.place) from unnest(p.proargtypes)
    with ordinality as t (type, place)), '{}'),
  coalesce((select array_agg(b.typcategory::text order by t.place) from unnest(p.proargtypes) with ordinality as t (type, place)
    join pg_catalog.pg_type b on b.oid = t.type), '{}'),
  p.pronargdefaults::int,
  coalesce((select array_agg(coalesce((select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.type
    order by e.enumsortorder limit 1), '') order by t.place)
    from unnest(p.proargtypes) with ordinality as t (type, place)), '{}'),
  coalesce((select array_agg(coalesce(case when e.typtype = 'c' then e.typrelid::pg_catalog.regclass::text end, '') order by t.place)
    from unnest(p.proargtypes) with ordinality as t (type, place) join pg_catalog.pg_type b on b.oid = t.type
    join pg_catalog.pg_type e on e.oid = case when b.typcategory = 'A' and b.typelem <> 0 then b.typelem else b.oid end), '{}'),
  p.provolatile <> 'v', p.prosecdef, coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc),
  (select pg_catalog.json_agg((select pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, pg_catalog.format_type(a.atttypid, null),
      c.typcategory) order by a.attnum)
    from pg_catalog.pg_attribute a join pg_catalog.pg_type c on c.oid = a.atttypid
    where a.attrelid = e.typrelid and a.attnum > 0 and not a.attisdropped) order by t.place)
  from unnest(p.proargtypes) with ordinality as t (type, place) join pg_catalog.pg_type b on b.oid = t.type
  join pg_catalog.pg_type e on e.oid = case when b.typcategory = 'A' and b.typelem <> 0 then b.typelem else b.oid end)::text,
  p.provariadic <> 0
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
cross join unnest($1::text[]) as r (role)
where p.prokind in ('f', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and p.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
  and pg_catalog.has_schema_privilege(r.role, n.oid, 'USAGE') and pg_catalog.has_function_privilege(r.role, p.oid, 'EXECUTE')
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e')
order by 1, 2, 4, 5;
