-- A partition or inheriting table without row level security, whose parent has it.
-- Why: The parent's policies hold whoever names the parent. The same rows are open to whoever names this table.
-- Repair: Enable row level security on it, or revoke it from the API's roles.
-- Accept: Never.
-- Splinter: 0013_rls_disabled_in_public
select '0020_child_table_open' as id, 'critical' as severity, c.label as object,
  format('The rows of %s are kept here too, and whoever names this table is not held by its policies.', string_agg(p.label, ', '))
    as detail,
  format('alter table %s enable row level security;', c.label) as remedy
from app_relations c
join pg_catalog.pg_inherits i on i.inhrelid = c.oid
join app_relations p on p.oid = i.inhparent and p.has_rls
where not c.has_rls and c.kind in ('r', 'p')
  and exists (select from app_rights g where g.relation = c.oid and g.role <> 'service_role' and g.privilege in ('select', 'insert',
    'update', 'delete'))
group by c.label
