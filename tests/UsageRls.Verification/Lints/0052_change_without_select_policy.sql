-- A policy for UPDATE or DELETE without a SELECT policy or without the privilege SELECT for authenticated.
-- Why: An UPDATE or DELETE with a WHERE clause also needs a SELECT policy and the privilege SELECT. Without the policy, the statement
--   changes 0 rows and raises no error. Without the privilege, the statement fails.
-- Repair: Write a SELECT policy for authenticated, and grant SELECT to authenticated.
-- Accept: Never. Drop the policy if no user should change rows.
-- Splinter: none
select '0052_change_without_select_policy' as id, 'medium' as severity, p.label as object,
  format('The policy is for %s of rows that authenticated cannot read: a statement with a WHERE clause changes 0 rows without an error, or '
    'fails without the privilege SELECT.', p.command) as detail,
  format('create policy %I on %s for select to authenticated using (%s); grant select on table %s to authenticated;', p.name || ' (see)',
    p.table_label, p.using_text, p.table_label) as remedy
from app_policies p
where p.is_permissive and p.is_for_users and p.command in ('update', 'delete') and p.is_application
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = p.command)
  and not (exists (select from app_policies o where o.relation = p.relation and o.is_permissive and o.is_for_users
    and o.command in ('select', 'all'))
    and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = 'select'))
