-- Row level security without a single policy on a table that the API reaches.
-- Why: Nobody sees a row, so either the privileges are too many or a policy is missing.
-- Repair: Revoke the privileges, or write the policy.
-- Accept: A table that only the server uses, until its privileges are revoked.
-- Splinter: 0008_rls_enabled_no_policy
select '0002_rls_without_policy' as id, 'note' as severity, r.label as object,
  'The API has privileges on this table, but no policy lets anybody see a row: either the privileges are too many or a policy is missing.'
    as detail,
  format('revoke all on table %s from public, anon, authenticated;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.has_rls
  and not exists (select from app_policies p where p.relation = r.oid)
  and exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert',
    'update', 'delete'))
