-- Returns the default privileges, that is the privileges that roles get on each object created later.
select 'default privilege', role, format('%s on %s to %s, made by %s%s', privilege, objects, grantee, role, ' in ' || schema), state,
  format('alter default privileges for role %s%s grant %s on %s to %s%s', role, ' in schema ' || schema, privilege, objects, grantee, case
    when state <> 'granted' then ' with grant option' end),
  format('alter default privileges for role %s%s revoke %s on %s from %s', role, ' in schema ' || schema, privilege, objects, grantee),
    null, coalesce(schema, own, '')
from (
  select quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)) as role, quote_ident(n.nspname) as schema,
    lower(x.privilege_type) as privilege,
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      else 'schemas' end as objects,
    case x.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) end as grantee, case
      when bool_or(x.is_grantable) then 'granted, and may be passed on' else 'granted' end as state, null as own
  from pg_catalog.pg_default_acl d
  left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
  cross join lateral pg_catalog.aclexplode(d.defaclacl) x
  where x.grantee <> d.defaclrole
  group by 1, 2, 3, 4, 5
  union all
  -- Returns the privileges that PostgreSQL grants to PUBLIC by default, unless pg_default_acl has an entry of the role for all schemas.
  select quote_ident(r.rolname), null, o.privilege, o.objects, 'public', 'granted', 'PostgreSQL'
  from pg_catalog.pg_roles r
  cross join (values ('f'::"char", 'functions', 'execute'), ('T', 'types', 'usage')) as o (type, objects, privilege)
  where r.rolname !~ '^pg_' and not exists (select from pg_catalog.pg_default_acl d where d.defaclrole = r.oid and d.defaclnamespace = 0
    and d.defaclobjtype = o.type)
) as d
order by 2, 3
