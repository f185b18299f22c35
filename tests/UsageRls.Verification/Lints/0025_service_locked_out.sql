-- A table in schema public on which service_role has no privilege, and which is no partition of another table.
-- Why: The role service_role bypasses row level security, but PostgreSQL still requires privileges on the table.
-- Repair: Grant service_role the privileges that the application's servers need.
-- Accept: Tables that the application's servers do not use.
-- Splinter: none
select '0025_service_locked_out' as id, 'low' as severity, r.label as object,
  'The role service_role bypasses row level security but has no privilege on this table: servers that use service_role cannot read or '
    'write the table.' as detail,
  format('grant select, insert on table %s to service_role;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.schema = 'public' and not (select c.relispartition from pg_catalog.pg_class c where c.oid = r.oid)
  and not exists (select from app_rights g where g.relation = r.oid and g.role = 'service_role')
