-- A table that the application's own servers cannot reach.
-- Why: The service role passes every policy, but it needs privileges like everybody.
-- Repair: Grant what the servers need.
-- Accept: Tables that the servers do not use.
-- Splinter: none
select '0025_service_locked_out' as id, 'medium' as severity, r.label as object,
  'The service role passes every policy but has no privilege on this table, so the application''s own servers can neither read nor write '
    'it.' as detail,
  format('grant select, insert on table %s to service_role;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.schema = 'public'
  and not exists (select from app_rights g where g.relation = r.oid and g.role = 'service_role')
