-- A permissive policy that is never true.
-- Why: The policy seems to forbid access but has no effect: another permissive policy for the same command can still allow access.
-- Repair: Drop the policy and revoke the privilege, or recreate the policy as restrictive.
-- Accept: A policy that only documents for readers that access is not intended.
-- Splinter: none
select '0046_permissive_policy_never_true' as id,
  case when exists (select from app_policies o where o.relation = p.relation and o.oid <> p.oid and o.is_permissive
    and (o.command = p.command or o.command = 'all')
    and (o.is_for_users and p.is_for_users or o.is_for_anon and p.is_for_anon)) then 'medium' else 'note' end as severity,
      p.label as object,
  'The policy is permissive and never true, so the policy forbids nothing: another permissive policy for the same command can still '
    'allow access.'
    as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and coalesce(p.using_text, p.check_text) in ('false', 'NULL::boolean')
