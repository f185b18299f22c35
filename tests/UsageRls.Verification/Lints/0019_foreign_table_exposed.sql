-- A foreign table, on which there can be no policies, in the API's reach.
select '0019_foreign_table_exposed' as id, 'high' as severity, t.label as object,
  'A foreign table has no row level security: whoever may read it reads all that is behind it.' as detail,
  format('revoke all on table %s from anon, authenticated;', t.label) as remedy
from app_relations t
where t.kind = 'f' and exists (select from app_rights g where g.relation = t.oid and g.role <> 'service_role')
