-- A policy that compares the token's role where PostgreSQL can.
select '0009_policy_on_role_claim' as id, 'medium' as severity, p.label as object,
  'The policy asks the token which role it has. Anonymous sign-ins carry the same role as real users, and whoever can set the claims is believed; name the role in the policy instead.' as detail,
  format('alter policy %I on %s to authenticated;', p.name, p.table_label) as remedy
from app_policies p
where concat(p.using_text, ' ', p.check_text) ~ 'auth\.role\(\)'
