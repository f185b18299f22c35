-- Policies that nothing enforces.
select '0003_policies_without_rls' as id, 'high' as severity, r.label as object,
  'The table has policies, but row level security is off: they hold nobody back.' as detail,
  format('alter table %s enable row level security;', r.label) as remedy
from app_relations r
where not r.has_rls and exists (select from app_policies p where p.relation = r.oid)
