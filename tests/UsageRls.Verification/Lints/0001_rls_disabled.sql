-- A table without row level security that the API reaches.
select '0001_rls_disabled' as id, 'high' as severity, r.label as object,
  format('Anybody the API lets at this table sees and changes every row of it: row level security is off, and %s may reach it.',
    (select string_agg(distinct g.role, ' and ') from app_rights g where g.relation = r.oid and g.role <> 'service_role')) as detail,
  format('alter table %s enable row level security;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and not r.has_rls
  and exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role')
