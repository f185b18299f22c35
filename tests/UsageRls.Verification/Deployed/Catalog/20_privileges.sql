-- Returns the privileges on relations, columns, functions, schemas and types. The privileges of an object's owner are left out.
select concat(kind, ' privilege'), object, format('%s on %s to %s', privilege, coalesce(object || ' ' || column_list, object), grantee),
  case when grantable then 'granted, and may be passed on' else 'granted' end,
  format('grant %s%s on %s %s to %s%s', privilege, ' ' || column_list, keyword, object, grantee, case when grantable
    then ' with grant option' end),
  format('revoke %s%s on %s %s from %s', privilege, ' ' || column_list, keyword, object, grantee),
  case when grantable then format('grant %s%s on %s %s to %s with grant option', privilege, ' ' || column_list, keyword, object, grantee)
    else format('revoke grant option for %s%s on %s %s from %s', privilege, ' ' || column_list, keyword, object, grantee) end, schema
from (
  select a.kind, a.keyword, a.object, a.column_list, lower(x.privilege_type) as privilege, bool_or(x.is_grantable) as grantable, a.schema,
    case x.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) end as grantee
  from (
    select case c.relkind when 'S' then 'sequence' else 'table' end as kind, case c.relkind when 'S' then 'sequence'
      else 'table' end as keyword, c.oid::pg_catalog.regclass::text as object, null as column_list,
      coalesce(c.relacl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)) as acl,
        c.relowner as owner, n.nspname::text as schema, c.oid, 'pg_catalog.pg_class'::pg_catalog.regclass as class
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'column', 'table', c.oid::pg_catalog.regclass::text, format('(%I)', t.attname), t.attacl, c.relowner, n.nspname::text, c.oid,
      'pg_catalog.pg_class'::pg_catalog.regclass
    from pg_catalog.pg_attribute t
    join pg_catalog.pg_class c on c.oid = t.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where t.attacl is not null and t.attnum > 0 and not t.attisdropped
    union all
    select 'function', 'routine', p.oid::pg_catalog.regprocedure::text, null, coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)),
      p.proowner, n.nspname::text, p.oid, 'pg_catalog.pg_proc'::pg_catalog.regclass
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    union all
    select 'schema', 'schema', quote_ident(n.nspname), null, coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)), n.nspowner,
      n.nspname::text, n.oid, 'pg_catalog.pg_namespace'::pg_catalog.regclass
    from pg_catalog.pg_namespace n
    union all
    select 'type', 'type', pg_catalog.format_type(t.oid, null), null, coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner)),
      t.typowner, n.nspname::text, t.oid, 'pg_catalog.pg_type'::pg_catalog.regclass
    from pg_catalog.pg_type t
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where t.typtype in ('e', 'd')
  ) as a
  cross join lateral pg_catalog.aclexplode(a.acl) as x
  where x.grantee <> a.owner and a.schema !~ '^pg_' and a.schema <> 'information_schema'
    and not exists (select from pg_catalog.pg_depend d where d.classid = a.class and d.objid = a.oid and d.deptype = 'e')
  group by a.kind, a.keyword, a.object, a.column_list, x.privilege_type, x.grantee, a.schema
) as p
order by kind, object, column_list, grantee, privilege
