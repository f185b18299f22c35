-- A policy that says nothing of roles is for every role, also those that come later.
select '0005_policy_for_public' as id, 'medium' as severity, p.label as object,
  'The policy names no role, so it is evaluated for everybody: for requests without a token too, and for every role that is added later.' as detail,
  format('alter policy %I on %s to authenticated;', p.name, p.table_label) as remedy
from app_policies p
where 0 = any (p.roles)
