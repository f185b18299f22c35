-- A permissive policy that never says yes.
-- Why: It is thought to forbid and adds nothing: another permissive policy for the same command still allows.
-- Repair: Drop it and revoke the privilege, or make it restrictive.
-- Accept: As a note to readers.
-- Splinter: none
select '0046_permissive_policy_never_true' as id,
  case when exists (select from app_policies o where o.relation = p.relation and o.oid <> p.oid and o.is_permissive
    and (o.command = p.command or o.command = 'all')
    and (o.is_for_users and p.is_for_users or o.is_for_anon and p.is_for_anon)) then 'medium' else 'note' end as severity,
      p.label as object,
  'The policy is permissive and never says yes, so it forbids nothing: another permissive policy for the same command still allows.'
    as detail,
  format('drop policy %I on %s;', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and coalesce(p.using_text, p.check_text) in ('false', 'NULL::boolean')
