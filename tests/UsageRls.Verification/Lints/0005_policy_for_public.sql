-- A policy for PUBLIC: it has no TO clause, or TO public.
-- Why: The policy applies to every role: to anon, and to roles that are created later.
-- Repair: Name the roles that need the policy in the TO clause, for example: to authenticated.
-- Accept: A policy whose condition checks auth.uid(). A TO clause still helps: PostgreSQL then does not evaluate the policy for other
--   roles.
-- Splinter: none
select '0005_policy_for_public' as id, 'medium' as severity, p.label as object,
  'The policy applies to PUBLIC, so PostgreSQL evaluates the policy for every role: for anon (unauthenticated requests), and for each role '
    'that is created later.'
    as detail,
  format('alter policy %I on %s to authenticated;', p.name, p.table_label) as remedy
from app_policies p
where 0 = any (p.roles)
