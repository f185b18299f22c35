-- A policy that decides by user_metadata, in its own text or in a function that it calls.
-- Why: Every user can edit their own user_metadata, and so gives themselves whatever it decides.
-- Repair: Ask a table that users cannot write, or app_metadata.
-- Accept: Never.
-- Splinter: 0015_rls_references_user_metadata
select '0008_policy_on_user_metadata' as id, case when p.is_permissive then 'critical' else 'high' end as severity, p.label as object,
  format('The policy decides by user_metadata%s, which every user can edit: users give themselves what it decides.',
    (select ', asked in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ 'user_meta_?data')) as detail,
  format('alter policy %I on %s using (<memberships from a table, or app_metadata>);', p.name, p.table_label) as remedy
from app_policies p
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'user_meta_?data')
