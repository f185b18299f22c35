-- A policy that takes memberships from the token.
-- Why: A token lives on, an hour by default: who is removed reads and writes until it is renewed.
-- Repair: Ask the table of memberships.
-- Accept: Where that hour is known and shortened.
-- Splinter: none
select '0047_membership_from_token' as id, case when p.command = 'select' then 'note' else 'medium' end as severity, p.label as object,
  'The policy takes app_metadata from the token, which lives on, an hour by default: who is removed is let in until it is renewed.'
    as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'app_metadata')
