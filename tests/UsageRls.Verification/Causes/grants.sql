-- Returns the grantees through which a role ($2) has a privilege ($3) on a relation ($1), and whether the grant is on columns. A grantee is
-- the role itself, a role whose privileges it inherits, or public.
select distinct coalesce(r.rolname::text, 'public'), granted.on_columns
from (
  select a.grantee, a.privilege_type, false as on_columns
  from pg_catalog.pg_class c cross join lateral aclexplode(c.relacl) as a
  where c.oid = $1::pg_catalog.regclass
  union all
  select a.grantee, a.privilege_type, true
  from pg_catalog.pg_attribute t cross join lateral aclexplode(t.attacl) as a
  where t.attrelid = $1::pg_catalog.regclass and not t.attisdropped
) as granted
left join pg_catalog.pg_roles r on r.oid = granted.grantee
where upper(granted.privilege_type) = upper($3) and (granted.grantee = 0 or pg_catalog.pg_has_role($2, granted.grantee, 'usage'))
order by 2, 1
