-- Returns the privileges of anon on usage_events or its columns, granted directly or through PUBLIC; none is allowed.
select format('%s holds %s', case found.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(found.grantee)::text end,
  lower(found.privilege_type))
from (
  select a.grantee, a.privilege_type
  from pg_catalog.pg_class c
  cross join pg_catalog.aclexplode(c.relacl) a
  where c.oid = 'public.usage_events'::pg_catalog.regclass
  union
  select a.grantee, a.privilege_type
  from pg_catalog.pg_attribute t
  cross join pg_catalog.aclexplode(t.attacl) a
  where t.attrelid = 'public.usage_events'::pg_catalog.regclass
) as found
where found.grantee in (0, 'anon'::pg_catalog.regrole)
