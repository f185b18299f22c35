-- Privileges that the next table or function will have before anybody thinks of them.
-- Why: A table without row level security is then open from its first moment. EXECUTE on new functions belongs to everybody unless it is
--   taken for all schemas at once: default privileges of one schema only add.
-- Repair: Alter the default privileges; for functions without a schema.
-- Accept: Projects with the older grants, where each migration revokes what it does not need.
-- Splinter: none
select '0026_default_privileges' as id, 'note' as severity,
  format('default privileges of %I in %s on %s', pg_catalog.pg_get_userbyid(d.defaclrole), coalesce(s.name, 'every schema'),
    case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' when 'S' then 'sequences' else d.defaclobjtype::text end)
      as object,
  format('What is created next is granted to %s from its first moment; a table without row level security is then open to the world.',
    string_agg(distinct case a.grantee when 0 then 'everybody' else pg_catalog.pg_get_userbyid(a.grantee)::text end, ' and ')) as detail,
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
  'Everybody may execute the next function, also without a token, and the API offers it if it is in a schema of its own: a revoke in one '
    'schema''s default privileges changes nothing of that.',
  format('alter default privileges for role %I revoke execute on functions from public;', pg_catalog.pg_get_userbyid(o.owner))
from (select distinct f.owner from app_functions f) as o
where not exists (select from pg_catalog.pg_default_acl d where d.defaclrole = o.owner and d.defaclnamespace = 0 and d.defaclobjtype = 'f')
