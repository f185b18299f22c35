-- Returns the role anon or authenticated if the role bypasses policies, may create roles or databases, or is a member of another role.
select format('%I is%s', r.rolname, concat(
  case when r.rolsuper then ' superuser' end, case when r.rolbypassrls then ' bypassrls' end,
  case when r.rolcreaterole then ' createrole' end, case when r.rolcreatedb then ' createdb' end))
from pg_catalog.pg_roles r
where r.rolname in ('anon', 'authenticated') and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb)
union all
select format('%I is a member of %s', r.rolname, m.roleid::pg_catalog.regrole)
from pg_catalog.pg_auth_members m
join pg_catalog.pg_roles r on r.oid = m.member
where r.rolname in ('anon', 'authenticated')
