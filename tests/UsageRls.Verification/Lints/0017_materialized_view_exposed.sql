-- A materialized view that anon or authenticated may read.
-- Why: A materialized view is a stored copy of rows, and PostgreSQL has no policies for the copy. A role with SELECT reads the copied rows
--   of every tenant.
-- Repair: Revoke the privileges from anon and authenticated, and return the data from a function that filters rows by caller.
-- Accept: Totals over all tenants that every caller may read.
-- Splinter: 0016_materialized_view_in_api
select '0017_materialized_view_exposed' as id,
  case when exists (select from app_reads a join known_relations s on s.oid = a.source join held_tables h on h.relation = s.oid
    where a.reader = m.oid and (s.has_rls or h.by_tenant or h.by_person)) then 'high' else 'medium' end as severity, m.label as object,
  'A materialized view is a stored copy without policies: a role with SELECT reads the copied rows of every tenant.' as detail,
  format('revoke all on table %s from public, anon, authenticated;', m.label) as remedy
from app_relations m
where m.kind = 'm'
  and exists (select from app_rights g where g.relation = m.oid and g.role <> 'service_role' and g.privilege = 'select')
