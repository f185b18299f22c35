-- Returns the privileges of all roles except the owner on usage_events: privileges on the table and on single columns.
select format('%s: %s%s',
  case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee)::text end,
  lower(a.privilege_type), case when a.is_grantable then ' with grant option' else '' end)
from pg_catalog.pg_class c
cross join pg_catalog.aclexplode(c.relacl) a
where c.oid = 'public.usage_events'::pg_catalog.regclass and a.grantee <> c.relowner
union all
select format('%s: %s (%I)%s',
  case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee)::text end,
  lower(a.privilege_type), t.attname, case when a.is_grantable then ' with grant option' else '' end)
from pg_catalog.pg_attribute t
join pg_catalog.pg_class c on c.oid = t.attrelid
cross join pg_catalog.aclexplode(t.attacl) a
where c.oid = 'public.usage_events'::pg_catalog.regclass and t.attnum > 0 and not t.attisdropped and a.grantee <> c.relowner
