-- Policies on a table where row level security is off.
-- Why: PostgreSQL does not apply the policies of a table while row level security is off. A reader of the schema may believe that the
--   policies protect the table.
-- Repair: Enable row level security.
-- Accept: Never. Drop the policies if they are not needed.
-- Splinter: 0007_policy_exists_rls_disabled
select '0003_policies_without_rls' as id,
  case when exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role') then 'high'
    else 'medium' end as severity, r.label as object,
  'The table has policies, but row level security is off, so PostgreSQL does not apply the policies.' as detail,
  format('alter table %s enable row level security;', r.label) as remedy
from app_relations r
where not r.has_rls and exists (select from app_policies p where p.relation = r.oid)
