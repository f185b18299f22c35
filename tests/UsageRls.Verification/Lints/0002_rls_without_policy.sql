-- A table with row level security but without any policy, on which anon or authenticated has a privilege.
-- Why: Without a policy, anon and authenticated can read or write no row. Either the privileges are unneeded, or a policy is missing.
-- Repair: Revoke the privileges, or write the missing policy.
-- Accept: A table that only the application's servers use, until the privileges of anon and authenticated are revoked.
-- Splinter: 0008_rls_enabled_no_policy
select '0002_rls_without_policy' as id, 'note' as severity, r.label as object,
  'anon or authenticated has privileges on this table, but without a policy the role can read or write no row. Revoke the privileges, or '
    'write the missing policy.'
    as detail,
  format('revoke all on table %s from public, anon, authenticated;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.has_rls
  and not exists (select from app_policies p where p.relation = r.oid)
  and exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert',
    'update', 'delete'))
