-- A policy that reads user_metadata, in its own expressions or in a function that the policy calls.
-- Why: Every user can edit their own user_metadata, and so can write the value that the policy checks.
-- Repair: Read a table that users cannot write, or read app_metadata.
-- Accept: Never.
-- Splinter: 0015_rls_references_user_metadata
select '0008_policy_on_user_metadata' as id, case when p.is_permissive then 'critical' else 'high' end as severity, p.label as object,
  format('The policy reads user_metadata%s. Every user can edit their own user_metadata, and so can pass the policy.',
    (select ' in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ 'user_meta_?data')) as detail,
  format('alter policy %I on %s using (<memberships from a table, or app_metadata>);', p.name, p.table_label) as remedy
from app_policies p
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'user_meta_?data')
