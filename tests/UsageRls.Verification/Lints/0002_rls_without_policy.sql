-- Row level security without a single policy on a table that signed-in users are meant to reach.
select '0002_rls_without_policy' as id, 'note' as severity, r.label as object,
  'The API may reach this table, but no policy lets anybody see a row: either the rights are too many or a policy is missing.' as detail,
  format('revoke all on table %s from anon, authenticated;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.has_rls
  and not exists (select from app_policies p where p.relation = r.oid)
  and exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role')
