-- A restrictive policy that is true for every signed-in user and every row.
-- Why: A restrictive policy should limit the permissive policies of the table, but this policy limits no signed-in user.
-- Repair: Write the condition that the policy should enforce, or drop the policy.
-- Accept: A restrictive policy that only excludes unauthenticated requests, if the permissive policies also apply to anon.
-- Intent: If intent.yaml states who may do what with the table, the suite tries the statements that intent.yaml forbids. The finding is
--   then shown but does not fail the run.
-- Splinter: none
select '0045_restrictive_policy_restricts_nothing' as id, 'medium' as severity, p.label as object,
  'The policy is restrictive, but every signed-in user passes the policy for every row, so the policy restricts nobody.' as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
where not p.is_permissive and p.is_for_users
  and exists (select from policy_tries t where t.policy = p.oid and t.clause = 'restrictive' and t.caller = 'stranger' and t.tried > 0
    and t.yes = t.tried)
  -- Leave out a policy that reads claims, settings or other tables, or calls functions: a generated caller may pass it by chance.
  and not exists (select from policy_functions f where f.policy = p.oid)
  and not exists (select from policy_asks a where a.policy = p.oid and a.relation <> p.relation)
  and concat(p.using_text, ' ', p.check_text) !~ 'jwt\(\)|current_setting\('
