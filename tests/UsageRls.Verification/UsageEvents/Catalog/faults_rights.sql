-- Returns the privileges of API roles on usage_events or its columns that are not allowed: usage_events is an audit trail, so only
-- SELECT and INSERT without grant option are allowed.
select format('%s holds %s', case found.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(found.grantee)::text end,
  lower(found.privilege_type))
from (
  select a.grantee, a.privilege_type, a.is_grantable
  from pg_catalog.pg_class c
  cross join pg_catalog.aclexplode(c.relacl) a
  where c.oid = 'public.usage_events'::pg_catalog.regclass
  union
  select a.grantee, a.privilege_type, a.is_grantable
  from pg_catalog.pg_attribute t
  cross join pg_catalog.aclexplode(t.attacl) a
  where t.attrelid = 'public.usage_events'::pg_catalog.regclass
) as found
where found.grantee in (0, 'anon'::pg_catalog.regrole, 'authenticated'::pg_catalog.regrole, 'service_role'::pg_catalog.regrole)
  and (found.privilege_type not in ('SELECT', 'INSERT') or found.is_grantable)
