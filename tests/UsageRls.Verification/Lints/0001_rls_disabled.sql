-- A table without row level security on which anon or authenticated has SELECT, INSERT, UPDATE or DELETE.
-- Why: Without row level security, PostgreSQL applies no policy to the table. A privilege on the table then covers every row of every
--   tenant.
-- Repair: Enable row level security. Then write a policy for each role and command that needs access.
-- Accept: Reference data that everybody may read, if anon and authenticated have no write privilege on the table.
-- Splinter: 0013_rls_disabled_in_public
select '0001_rls_disabled' as id,
  case when h.by_tenant or h.by_person or bool_or(g.privilege <> 'select') then 'critical' else 'medium' end as severity, r.label as object,
  format('Row level security is off, so these privileges cover every row of the table: %s.',
    (select string_agg(format('%s has %s', role, privileges), '; ' order by role)
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
