-- A privilege of anon or authenticated with GRANT OPTION.
-- Why: A caller with a SQL connection as anon or authenticated can grant the privilege to every role.
-- Repair: Revoke the grant option.
-- Accept: Never.
-- Splinter: none
select '0071_grant_option' as id, 'medium' as severity, g.object as object,
  format('%s may grant %s to other roles (GRANT OPTION): a caller with a SQL connection as this role can grant the privilege '
    'to every role.', string_agg(distinct g.grantee, ' and '),
    string_agg(distinct g.privilege, ', ')) as detail,
  string_agg(distinct format('revoke grant option for %s on %s %s from %s cascade;', g.privilege, g.kind, g.object, g.grantee), ' ')
    as remedy
from (
  select r.label as object, 'table' as kind, lower(a.privilege_type) as privilege, quote_ident(pg_catalog.pg_get_userbyid(a.grantee))
    as grantee, a.is_grantable
  from app_relations r join pg_catalog.pg_class c on c.oid = r.oid cross join pg_catalog.aclexplode(c.relacl) a
  where a.grantee in ('anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole)
  union all
  select f.label, 'function', 'execute', quote_ident(pg_catalog.pg_get_userbyid(a.grantee)), a.is_grantable
  from app_functions f join pg_catalog.pg_proc p on p.oid = f.oid cross join pg_catalog.aclexplode(p.proacl) a
  where a.grantee in ('anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole)
  union all
  select quote_ident(s.name), 'schema', lower(a.privilege_type), quote_ident(pg_catalog.pg_get_userbyid(a.grantee)), a.is_grantable
  from app_schemas s join pg_catalog.pg_namespace n on n.oid = s.oid cross join pg_catalog.aclexplode(n.nspacl) a
  where a.grantee in ('anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole)
) as g
where g.is_grantable
group by g.object
