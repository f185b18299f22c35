-- A restrictive policy that every caller passes.
-- Why: It looks like a floor under the other policies, and is none.
-- Repair: Let it ask what it is there for, or drop it.
-- Accept: One that keeps requests without a token out, where the roles do not.
-- Intent: Nobody counts on the floor where intent.yaml says who may do what with the table: each statement that it forbids is tried.
--   Shown, fails nothing.
-- Splinter: none
select '0045_restrictive_policy_restricts_nothing' as id, 'medium' as severity, p.label as object,
  'The policy is restrictive, and every signed-in user passes it for every row: it restricts nobody.' as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
where not p.is_permissive and p.is_for_users
  and exists (select from policy_tries t where t.policy = p.oid and t.clause = 'restrictive' and t.caller = 'stranger' and t.tried > 0
    and t.yes = t.tried)
  -- Not reported if the policy reads claims, settings, functions or other tables: there a made-up caller may pass by chance.
  and not exists (select from policy_functions f where f.policy = p.oid)
  and not exists (select from policy_asks a where a.policy = p.oid and a.relation <> p.relation)
  and concat(p.using_text, ' ', p.check_text) !~ 'jwt\(\)|current_setting\('
