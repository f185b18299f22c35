-- An API role (anon, authenticated) that is a member of another role.
-- Why: The API role has the privileges of the other role, and the grants on the tables do not name the API role. With pg_read_all_data, for
--   example, the API role has SELECT on every table, so that only policies protect the rows.
-- Repair: Revoke the membership, and grant privileges on single tables.
-- Accept: A role with a known list of grants.
-- Splinter: none
select '0069_api_role_in_group' as id, case when g.rolname ~ '^pg_(read|write)_all_data$' then 'high' else 'medium' end as severity,
  format('role %I in %I', m.rolname, g.rolname) as object,
  format('Requests run as %I, which is a member of %I and has the privileges of this role: the grants of the tables do not show these '
    'privileges.', m.rolname, g.rolname)
    as detail,
  format('revoke %I from %I;', g.rolname, m.rolname) as remedy
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles m on m.oid = a.member and m.rolname in ('anon', 'authenticated')
join pg_catalog.pg_roles g on g.oid = a.roleid
