-- A policy that compares a column with the database role.
-- Why: Over the API everybody is authenticated: it opens all rows so marked to all, or none. In a security definer function it is the
-- owner.
-- Repair: Go by auth.uid().
-- Accept: Tables that are used by logins of the database only.
-- Splinter: none
select '0043_column_is_database_role' as id, 'high' as severity, p.label as object,
  'The policy compares a column with the database role. Over the API every user is the same role, so it opens all rows so marked to all.'
    as detail,
  format('alter policy %I on %s using (<the same, by (select auth.uid())>);', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and (p.is_for_users or p.is_for_anon)
  and concat(p.using_text, ' ', p.check_text) ~
    '(\m[a-z_]\w*\)?(::\w+)? (=|<>) \(?\(? ?(SELECT )?(CURRENT_USER|SESSION_USER|CURRENT_ROLE|USER|"current_user"\(\))\M)'
    '|((CURRENT_USER|SESSION_USER|CURRENT_ROLE|USER)\M( AS \w+)?\)?(::\w+)? = \(?[a-z_])'
  and exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null)
