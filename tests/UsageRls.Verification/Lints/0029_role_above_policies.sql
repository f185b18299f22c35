-- An API role (anon, authenticated) that can bypass row level security by an attribute or by membership in another role.
-- Why: Policies do not apply to a superuser, to a role with BYPASSRLS, or, without FORCE ROW LEVEL SECURITY, to a table's owner. A role
--   with CREATEROLE can change other roles.
-- Repair: Remove the attribute, or revoke the membership.
-- Accept: Never.
-- Splinter: none
select '0029_role_above_policies' as id, case when above.oid = r.oid then 'critical' else 'high' end as severity,
  format('role %I', r.rolname) as object,
  format('Requests run as %I, which %s, so requests can bypass row level security.', r.rolname,
    case when bool_or(above.oid = r.oid) then 'has SUPERUSER, BYPASSRLS or CREATEROLE'
      else format('is a member of %s (table owner, or SUPERUSER, BYPASSRLS or CREATEROLE)',
        string_agg(quote_ident(above.rolname), ' and ' order by above.rolname)) end) as detail,
  string_agg(case when above.oid = r.oid then format('alter role %I nosuperuser nobypassrls nocreaterole;', r.rolname)
    else format('revoke %I from %I;', above.rolname, r.rolname) end, ' ') as remedy
from pg_catalog.pg_roles r
join pg_catalog.pg_roles above on pg_catalog.pg_has_role(r.oid, above.oid, 'member')
where r.rolname in ('anon', 'authenticated')
  and (above.rolsuper or above.rolbypassrls or above.rolcreaterole or exists (select from app_relations t where t.owner = above.oid
    and above.oid <> r.oid))
group by r.rolname, above.oid = r.oid
