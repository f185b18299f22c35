-- A policy that believes what users say of themselves.
select '0008_policy_on_user_metadata' as id, 'high' as severity, p.label as object,
  'The policy decides by user_metadata, which every user can edit: users give themselves the rights they want.' as detail,
  format('alter policy %I on %s using (<memberships from a table, or app_metadata>);', p.name, p.table_label) as remedy
from app_policies p
where concat(p.using_text, ' ', p.check_text) ~ 'user_meta_?data'
