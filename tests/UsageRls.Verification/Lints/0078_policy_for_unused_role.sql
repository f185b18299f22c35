-- A policy for a role that bypasses row level security, or for a role that no API request uses.
-- Why: The policy has no effect on API requests, although a reader may believe that the policy restricts the role. The same policy without
--   TO would apply to every role and may open the table.
-- Repair: Drop the policy.
-- Accept: Policies that only document access for readers, and policies for the logins of other programs.
-- Splinter: none
select '0078_policy_for_unused_role' as id, 'note' as severity, p.label as object,
  format('The policy is for %s. Each of these roles bypasses row level security, or no API request uses the role, so the policy restricts '
    'no API request.',
    string_agg(quote_ident(r.rolname), ', ' order by r.rolname)) as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
join pg_catalog.pg_roles r on r.oid = any (p.roles)
where not p.is_for_anon and not p.is_for_users
group by p.label, p.name, p.table_label
having bool_and(r.rolbypassrls or r.rolsuper or not pg_catalog.pg_has_role('authenticator', r.oid, 'member'))
