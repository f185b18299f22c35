select c.oid as table_oid, case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee) end::text as role,
  lower(a.privilege_type) as privilege, null as column, a.is_grantable as grantable
from pg_catalog.pg_class c
cross join pg_catalog.aclexplode(c.relacl) a
where c.oid = any ($1) and a.grantee <> c.relowner
union all
select t.attrelid, case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee) end::text,
  lower(a.privilege_type), t.attname, a.is_grantable
from pg_catalog.pg_attribute t
join pg_catalog.pg_class c on c.oid = t.attrelid
cross join pg_catalog.aclexplode(t.attacl) a
where t.attrelid = any ($1) and t.attnum > 0 and not t.attisdropped and a.grantee <> c.relowner
order by 1, 2, 3, 4
