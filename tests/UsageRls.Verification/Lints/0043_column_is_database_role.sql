-- A policy that compares a column with the database role (current_user or session_user).
-- Why: All signed-in API users share the role authenticated, so the comparison shows a row to all of them or to none. In a security definer
--   function, current_user is the function's owner.
-- Repair: Compare the column with auth.uid().
-- Accept: Tables that only database logins use.
-- Splinter: none
select '0043_column_is_database_role' as id, 'high' as severity, p.label as object,
  'The policy compares a column with the database role. All signed-in API users share the role authenticated, so the policy shows a row to '
    'all of them or to none.'
    as detail,
  format('alter policy %I on %s using (<the current condition, with (select auth.uid()) instead of the database role>);',
    p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and (p.is_for_users or p.is_for_anon)
  and concat(p.using_text, ' ', p.check_text) ~
    '(\m[a-z_]\w*\)?(::\w+)? (=|<>) \(?\(? ?(SELECT )?(CURRENT_USER|SESSION_USER|CURRENT_ROLE|USER|"current_user"\(\))\M)'
    '|((CURRENT_USER|SESSION_USER|CURRENT_ROLE|USER)\M( AS \w+)?\)?(::\w+)? = \(?[a-z_])'
  and exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null)
