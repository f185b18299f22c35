-- A policy for update or delete where the role sees no row.
-- Why: An update or delete with a condition also needs a select policy and SELECT; without, it changes 0 rows and says nothing.
-- Repair: Write a select policy, and grant SELECT.
-- Accept: Never; drop the policy if nobody is to change anything.
-- Splinter: none
select '0052_change_without_select_policy' as id, 'medium' as severity, p.label as object,
  format('The policy lets %s rows that the role cannot see: with a condition it changes none, and says nothing.', p.command) as detail,
  format('create policy %I on %s for select to authenticated using (%s); grant select on table %s to authenticated;', p.name || ' (see)',
    p.table_label, p.using_text, p.table_label) as remedy
from app_policies p
where p.is_permissive and p.is_for_users and p.command in ('update', 'delete') and p.is_application
  and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = p.command)
  and not (exists (select from app_policies o where o.relation = p.relation and o.is_permissive and o.is_for_users
    and o.command in ('select', 'all'))
    and exists (select from app_rights g where g.relation = p.relation and g.role = 'authenticated' and g.privilege = 'select'))
