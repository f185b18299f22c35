-- A policy that reads memberships from the token (app_metadata).
-- Why: A token stays valid until it expires, after one hour by default. A removed member keeps access until the token expires.
-- Repair: Read memberships from a table.
-- Accept: Projects that accept this delay and shorten the token's lifetime.
-- Splinter: none
select '0047_membership_from_token' as id, case when p.command = 'select' then 'note' else 'medium' end as severity, p.label as object,
  'The policy reads app_metadata from the token. A removed member keeps access until the token expires, after one hour by default.'
    as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'app_metadata')
