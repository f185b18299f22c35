-- Returns those privileges of the roles $2 on the tables $1 that allow TRUNCATE, LOCK, triggers or references. Each row contains the
-- grantee of the privilege: the role itself, a role from which it inherits, or public.
select t.name, r.role, coalesce(h.rolname::text, 'public'), lower(granted.privilege_type)
from unnest($1::text[]) as t (name)
join pg_catalog.pg_class c on c.oid = t.name::pg_catalog.regclass
cross join unnest($2::text[]) as r (role)
cross join lateral (
  select a.grantee, a.privilege_type
  from aclexplode(c.relacl) as a
  where a.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN', 'UPDATE', 'DELETE')
  union
  select a.grantee, a.privilege_type
  from pg_catalog.pg_attribute k cross join lateral aclexplode(k.attacl) as a
  where k.attrelid = c.oid and not k.attisdropped and a.privilege_type = 'REFERENCES'
) as granted
left join pg_catalog.pg_roles h on h.oid = granted.grantee
where granted.grantee = 0 or pg_catalog.pg_has_role(r.role, granted.grantee, 'usage')
order by 1, 2, 3, 4
