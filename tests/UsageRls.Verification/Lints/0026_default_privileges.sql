-- Default privileges, also built-in ones, that grant new tables, functions or sequences to PUBLIC, anon or authenticated.
-- Why: With such default privileges on tables, a new table without row level security is open as soon as it exists. PostgreSQL grants
--   EXECUTE on every new function to PUBLIC. Only default privileges for all schemas can revoke this grant: default privileges of one
--   schema can only add grants.
-- Repair: Revoke the default privileges from public, anon and authenticated. For functions, omit IN SCHEMA.
-- Accept: Older Supabase projects, if each migration revokes the unneeded privileges on the objects that it creates.
-- Splinter: none
select '0026_default_privileges' as id, 'note' as severity,
  format('default privileges of %I in %s on %s', pg_catalog.pg_get_userbyid(d.defaclrole), coalesce(s.name, 'every schema'),
    case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' when 'S' then 'sequences' else d.defaclobjtype::text end)
      as object,
  format('New objects are granted to %s as soon as they exist: a new table without row level security is then open immediately.',
    string_agg(distinct case a.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.grantee)::text end, ' and ')) as detail,
  format('alter default privileges for role %I%s revoke all on %s from public, anon, authenticated;',
    pg_catalog.pg_get_userbyid(d.defaclrole),
    coalesce(format(' in schema %I', s.name), ''), case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions'
      else 'sequences' end) as remedy
from pg_catalog.pg_default_acl d
left join app_schemas s on s.oid = d.defaclnamespace
cross join pg_catalog.aclexplode(d.defaclacl) a
where a.grantee in (0, 'anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole) and d.defaclobjtype in ('r', 'f', 'S')
  and (d.defaclnamespace = 0 or s.oid is not null)
group by d.defaclrole, s.name, d.defaclobjtype
union all
-- pg_default_acl has no row for the built-in default, which grants EXECUTE on new functions to PUBLIC.
select '0026_default_privileges', 'note', format('functions that %I creates', pg_catalog.pg_get_userbyid(o.owner)),
  'PostgreSQL grants EXECUTE on each new function to PUBLIC, so anon can call a function in an exposed schema. A revoke in the default '
    'privileges of one schema does not remove this grant.',
  format('alter default privileges for role %I revoke execute on functions from public;', pg_catalog.pg_get_userbyid(o.owner))
from (select distinct f.owner from app_functions f) as o
where not exists (select from pg_catalog.pg_default_acl d where d.defaclrole = o.owner and d.defaclnamespace = 0 and d.defaclobjtype = 'f')
