-- A foreign table that the API reaches.
-- Why: There is no row level security on it: whoever may read it reads all that is behind it.
-- Repair: Revoke it from the API's roles.
-- Accept: Data that everybody may read, without privileges to write.
-- Splinter: 0017_foreign_table_in_api
select '0019_foreign_table_exposed' as id, 'high' as severity, t.label as object,
  'A foreign table has no row level security: whoever may read it reads all that is behind it.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', t.label) as remedy
from app_relations t
where t.kind = 'f' and exists (select from app_rights g where g.relation = t.oid and g.role <> 'service_role'
  and g.privilege in ('select', 'insert', 'update', 'delete'))
