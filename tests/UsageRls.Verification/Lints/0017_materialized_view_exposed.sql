-- A materialized view that the API reads.
-- Why: It is a copy of rows, and there are no policies on it: whoever may read it reads every tenant's part.
-- Repair: Revoke it from the API's roles, and serve it by a function that filters.
-- Accept: Figures over all tenants that everybody may know.
-- Splinter: 0016_materialized_view_in_api
select '0017_materialized_view_exposed' as id,
  case when exists (select from app_reads a join known_relations s on s.oid = a.source join held_tables h on h.relation = s.oid
    where a.reader = m.oid and (s.has_rls or h.by_tenant or h.by_person)) then 'high' else 'medium' end as severity, m.label as object,
  'A materialized view is a copy, and policies cannot hold a copy: whoever may read it reads every tenant''s part of it.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', m.label) as remedy
from app_relations m
where m.kind = 'm'
  and exists (select from app_rights g where g.relation = m.oid and g.role <> 'service_role' and g.privilege = 'select')
