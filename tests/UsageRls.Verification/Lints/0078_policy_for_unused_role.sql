-- A policy for a role that no policy holds, or that no request becomes.
-- Why: It has no effect, and hides that nothing holds that role. Its usual twin, the same policy without TO, is a hole.
-- Repair: Drop it.
-- Accept: As a note to readers; roles of other programs' logins.
-- Splinter: none
select '0078_policy_for_unused_role' as id, 'note' as severity, p.label as object,
  format('The policy is for %s, which passes every policy or is no role of the API: it has no effect there.',
    string_agg(quote_ident(r.rolname), ', ' order by r.rolname)) as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
join pg_catalog.pg_roles r on r.oid = any (p.roles)
where not p.is_for_anon and not p.is_for_users
group by p.label, p.name, p.table_label
having bool_and(r.rolbypassrls or r.rolsuper or not pg_catalog.pg_has_role('authenticator', r.oid, 'member'))
