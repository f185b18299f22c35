-- A role of the API that is in a group.
-- Why: It has what the group has, without a line in any table's grants: pg_read_all_data opens every table.
-- Repair: Revoke the membership, and grant on tables.
-- Accept: A group with a known list of grants.
-- Splinter: none
select '0069_api_role_in_group' as id, case when g.rolname ~ '^pg_(read|write)_all_data$' then 'high' else 'medium' end as severity,
  format('role %I in %I', m.rolname, g.rolname) as object,
  format('Requests run as %I, which is in the group %I and has what it has: without a line in any table''s grants.', m.rolname, g.rolname)
    as detail,
  format('revoke %I from %I;', g.rolname, m.rolname) as remedy
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles m on m.oid = a.member and m.rolname in ('anon', 'authenticated')
join pg_catalog.pg_roles g on g.oid = a.roleid
