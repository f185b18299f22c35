-- A role of the API that policies do not hold, by itself or through a role it may become.
select '0029_role_above_policies' as id, 'high' as severity, format('role %I', r.rolname) as object,
  format('Requests run as %I, which %s: no policy holds it.', r.rolname, case when above.oid = r.oid then 'is above row level security' else format('may become %I', above.rolname) end) as detail,
  case when above.oid = r.oid then format('alter role %I nosuperuser nobypassrls nocreaterole;', r.rolname) else format('revoke %I from %I;', above.rolname, r.rolname) end as remedy
from pg_catalog.pg_roles r
join pg_catalog.pg_roles above on pg_catalog.pg_has_role(r.oid, above.oid, 'member')
where r.rolname in ('anon', 'authenticated')
  and (above.rolsuper or above.rolbypassrls or above.rolcreaterole or exists (select from app_relations t where t.owner = above.oid))
