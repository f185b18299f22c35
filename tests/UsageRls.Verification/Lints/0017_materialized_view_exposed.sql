-- A copy of rows, on which there can be no policies, in the API's reach.
select '0017_materialized_view_exposed' as id, 'high' as severity, m.label as object,
  'A materialized view is a copy, and policies cannot hold a copy: whoever may read it reads every tenant''s part of it.' as detail,
  format('revoke all on table %s from anon, authenticated;', m.label) as remedy
from app_relations m
where m.kind = 'm'
  and exists (select from app_rights g where g.relation = m.oid and g.role <> 'service_role' and g.privilege = 'select')
