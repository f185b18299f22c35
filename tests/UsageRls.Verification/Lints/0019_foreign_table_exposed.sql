-- A foreign table on which anon or authenticated has a privilege.
-- Why: PostgreSQL has no row level security for foreign tables: a role with SELECT reads every row of the remote table.
-- Repair: Revoke the privileges on the foreign table from public, anon and authenticated.
-- Accept: Data that everybody may read, if anon and authenticated have no write privilege.
-- Splinter: 0017_foreign_table_in_api
select '0019_foreign_table_exposed' as id, 'high' as severity, t.label as object,
  'PostgreSQL has no row level security for foreign tables: a privilege of anon or authenticated covers every row of '
    'the remote table.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', t.label) as remedy
from app_relations t
where t.kind = 'f' and exists (select from app_rights g where g.relation = t.oid and g.role <> 'service_role'
  and g.privilege in ('select', 'insert', 'update', 'delete'))
