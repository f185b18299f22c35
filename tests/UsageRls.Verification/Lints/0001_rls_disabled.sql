-- A table without row level security that the API reaches.
-- Why: Policies restrict nobody where row level security is off: whoever has a privilege on the table has it for every row of every tenant.
-- Repair: Enable row level security, then write a policy for each role and command that needs one.
-- Accept: Reference data that everybody may read and no role of the API may write.
-- Splinter: 0013_rls_disabled_in_public
select '0001_rls_disabled' as id,
  case when h.by_tenant or h.by_person or bool_or(g.privilege <> 'select') then 'critical' else 'medium' end as severity, r.label as object,
  format('Row level security is off and the API reaches the table, so every row of every tenant is open: %s.',
    (select string_agg(format('%s may %s', role, privileges), '; ' order by role)
     from (select a.role, string_agg(distinct a.privilege, ', ' order by a.privilege) as privileges from app_rights a
       where a.relation = r.oid and a.role <> 'service_role' and a.privilege in ('select', 'insert', 'update', 'delete') group by a.role)
         as held)) as detail,
  format('alter table %s enable row level security;', r.label) as remedy
from app_relations r
join held_tables h on h.relation = r.oid
join app_rights g on g.relation = r.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert', 'update', 'delete')
where r.kind in ('r', 'p') and not r.has_rls
  -- Lint 0020 reports partitions and child tables whose parent has row level security.
  and not exists (select from pg_catalog.pg_inherits i join app_relations p on p.oid = i.inhparent and p.has_rls where i.inhrelid = r.oid)
group by r.oid, r.label, h.by_tenant, h.by_person
